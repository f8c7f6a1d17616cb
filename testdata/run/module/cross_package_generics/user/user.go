// Package user instantiates box for its callers.
package user

import "example.com/generics/box"

type hidden[T any] struct{ Inner T }

// Make instantiates with a type unknown here.
func Make[T any](v T) *box.Box[T] { return box.New(v) }

// MakeInt instantiates with a type known here.
func MakeInt(n int) *box.Box[int] { return box.New(n) }

// Same reports whether x is a box of T.
func Same[T any](x any) bool { _, ok := x.(*box.Box[T]); return ok }

// Fill puts values into a registry.
func Fill[K box.Keyed](r box.Registry[K], ks ...K) {
	for _, k := range ks {
		r.Put(k)
	}
}

// Double doubles.
func Double(n int) int { return n * 2 }

// Hidden wraps a value into an unexported type.
func Hidden[T any](v T) any { return hidden[T]{v} }
