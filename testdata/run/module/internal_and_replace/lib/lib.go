// Package lib is a module of its own.
package lib

// Version is a constant of the module.
const Version = "v1"

// Effects collects what importers' init functions did.
var Effects = []string{"lib"}
