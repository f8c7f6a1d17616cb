// run

// //go:noinline, //go:nosplit, //go:linkname between packages of the module, and comments that only look like directives.
package main

import (
	"fmt"
	_ "unsafe"

	"example.com/directives/hidden"
)

//go:linkname secret example.com/directives/hidden.secret
func secret(n int) int

//go:linkname counter example.com/directives/hidden.counter
var counter int

//go:noinline
func once(n int) int { return n + 1 }

//go:nosplit
func leaf(a, b int) int { return a*b + 1 }

// go:noinline is no directive with a blank before it.
func plain() string { return "plain" }

func main() {
	fmt.Println(secret(4), counter, once(1), leaf(2, 3), plain(), hidden.Calls())
	counter = 100
	fmt.Println(secret(1), hidden.Calls())
}
