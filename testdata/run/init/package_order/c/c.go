// Package c depends on trace only.
package c

import "example.com/order/trace"

var hidden = trace.Log("c.hidden", 6)

// Value is set by the variable's initialiser and changed by init.
var Value = hidden + 1

func init() {
	Value = trace.Log("c.init", Value+1)
}
