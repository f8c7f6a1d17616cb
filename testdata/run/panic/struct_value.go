// run

// panic with a value that is neither basic nor an error nor a Stringer prints its type and address.
package main

type point struct{ x, y int }

func main() {
	panic(point{1, 2})
}
