package runtime

import (
	"internal/cpu"
	"internal/runtime/maps"
)

// Package runtime and what it imports are initialized first, so nothing has used a map yet.
func init() {
	cpu.Initialize(gogetenv("GODEBUG"))
	maps.AlgInit()
}
