// Package strings shares its name with the library's.
package strings

import "strings"

// ToUpper wraps the library's function.
func ToUpper(s string) string { return "<" + strings.ToUpper(s) + ">" }
