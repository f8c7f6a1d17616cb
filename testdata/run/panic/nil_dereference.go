// run

// An unrecovered nil dereference: signal line, traceback through methods and closures, exit code 2.
package main

import "fmt"

type node struct {
	next *node
	v    int
}

func (n *node) at(i int) *node {
	if i == 0 {
		return n
	}
	return n.next.at(i - 1)
}

//go:noinline
func read(n *node) int {
	return n.v
}

func main() {
	list := &node{&node{nil, 2}, 1}
	fmt.Println(read(list.at(1)))
	get := func(i int) int {
		return read(list.at(i))
	}
	fmt.Println(get(2))
}
