// Package effects is imported for what its init does.
package effects

import "example.com/lib"

func init() { lib.Effects = append(lib.Effects, "effects.init") }
