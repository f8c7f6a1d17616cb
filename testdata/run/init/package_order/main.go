// run

// Packages are initialised in dependency order, each once: variables by dependency, then init functions by file name.
package main

import (
	"fmt"

	"example.com/order/a"
	"example.com/order/b"
	_ "example.com/order/c"
	"example.com/order/trace"
)

var (
	m2 = trace.Log("main.m2", m1+1)
	m1 = trace.Log("main.m1", a.Value+b.Value)
	z  = fromOther * 2
)

func init() { trace.Log("main.init in main.go", z) }

func main() {
	trace.Log("main.main", m2)
	for _, s := range trace.Steps() {
		fmt.Println(s)
	}
	fmt.Println(a.Value, b.Value, trace.Count)
}
