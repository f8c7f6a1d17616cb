// Package greet is vendored, with an internal package of its own.
package greet

import (
	"example.org/greet/internal/style"
	"example.org/words/count"
)

// Hello greets.
func Hello(name string) string {
	return style.Wrap("hello "+name) + count.Mark(name)
}
