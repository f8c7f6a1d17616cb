// Package deep is in a module of the workspace.
package deep

// Value is a value.
var Value = 21
