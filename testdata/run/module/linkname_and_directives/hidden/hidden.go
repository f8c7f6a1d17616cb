// Package hidden has unexported declarations that another package links to.
package hidden

import _ "unsafe"

var counter = 1

//go:linkname secret
func secret(n int) int {
	counter++
	return n * 10
}

// Calls returns how often secret was called, plus 1.
func Calls() int { return counter }
