// Package lib has test files beside it.
package lib

// Registered is added to by files that take part.
var Registered []string

func init() { Registered = append(Registered, "lib.go") }

// Name names the package.
func Name() string { return "lib" }
