// Package b depends on a and c.
package b

import (
	"example.com/order/a"
	"example.com/order/c"
	"example.com/order/trace"
)

// Value needs both imports.
var Value = trace.Log("b.Value", a.Value+c.Value)

func init() {
	trace.Log("b.init", Value)
	Value++
}
