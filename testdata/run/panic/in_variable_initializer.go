// run

// A panic in a package variable's initializer, in a function it calls.
package main

import "fmt"

var (
	limit = 3
	items = build(limit + 1)
)

//go:noinline
func build(n int) []string {
	s := make([]string, limit)
	for i := range n {
		s[i] = fmt.Sprint(i)
	}
	return s
}

func main() {
	fmt.Println("not reached", items)
}
