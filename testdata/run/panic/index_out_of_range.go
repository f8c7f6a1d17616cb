// run

// An index error in nested calls: error text with goexit marker line, frames with file and line.
package main

import "os"

//go:noinline
func third(xs []int, i int) int {
	return xs[i]
}

//go:noinline
func second(xs []int) int {
	total := 0
	for i := 0; i <= len(xs); i++ {
		total += third(xs, i)
	}
	return total
}

func main() {
	os.Stdout.WriteString("running\n")
	second([]int{1, 2, 3})
}
