// A comment before the constraint is allowed.

//go:build (linux && amd64) || (darwin && !(arm64 || cgo))

package main

var _ = add("complex expression")
