// run

// Integer division by zero as the end of the program.
package main

//go:noinline
func div(a, b int) int {
	return a / b
}

func main() {
	println(div(10, 2))
	println(div(1, 0))
}
