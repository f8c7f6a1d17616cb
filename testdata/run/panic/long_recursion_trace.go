// run

// A traceback of more than a hundred frames elides the middle.
package main

//go:noinline
func down(n int) int {
	if n == 0 {
		var p *int
		return *p
	}
	return down(n-1) + 1
}

func main() {
	down(150)
}
