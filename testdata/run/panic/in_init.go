// run

// A panic in an init function ends the program before main starts.
package main

import "fmt"

var table = map[string]int{"a": 1}

func init() {
	fmt.Println("first init", table["a"])
}

func init() {
	if _, ok := table["b"]; !ok {
		panic("no b")
	}
}

func main() {
	fmt.Println("not reached")
}
