// Package style is internal to a vendored module.
package style

// Wrap decorates.
func Wrap(s string) string { return "*" + s + "*" }
