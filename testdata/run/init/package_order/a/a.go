// Package a depends on c and on a sub-package.
package a

import (
	"example.com/order/a/deep"
	"example.com/order/c"
	"example.com/order/trace"
)

// Value needs c's and deep's variables.
var Value = trace.Log("a.Value", c.Value*10+deep.Table["x"])

func init() { trace.Log("a.init", Value) }
