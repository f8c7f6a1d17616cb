// run

// panic with a Stringer prints its String text; the method runs before anything is printed.
package main

import "fmt"

type state struct{ a, b int }

func (s state) String() string {
	fmt.Println("String called")
	return fmt.Sprintf("state<%d,%d>", s.a, s.b)
}

func main() {
	panic(state{1, 2})
}
