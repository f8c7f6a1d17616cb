// run

// panic with a string: printed as it is, deferred calls run first and print in between.
package main

import "fmt"

//go:noinline
func work(n int) {
	defer fmt.Println("deferred", n)
	if n == 0 {
		panic("out of work: \"quoted\"\tand tab")
	}
	work(n - 1)
}

func main() {
	fmt.Println("start")
	work(2)
}
