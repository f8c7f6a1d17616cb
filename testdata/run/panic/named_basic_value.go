// run

// panic with a value of a named basic type prints the type around the value.
package main

import "fmt"

type code int8
type text string

func fail(v any) {
	defer func() {
		panic(text("deferred: two\nlines"))
	}()
	panic(v)
}

func main() {
	fmt.Println("before")
	fail(code(-3))
}
