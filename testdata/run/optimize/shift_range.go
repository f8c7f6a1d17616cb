// run

// What is shifted to the right, or divided, may become less than it was.
package main

var count = 9

//go:noinline
func shifted(n uint) bool {
	x := int16(62)
	return 16 < x>>(n&15)
}

//go:noinline
func logical(x, n uint32) bool {
	if x < 40 || x > 50 {
		return false
	}
	return x>>(n&31) >= 40
}

//go:noinline
func divided(d uint64) bool {
	x := uint64(62)
	return x/d > 16
}

//go:noinline
func element(s []int, i, n int) int {
	if i >= 0 && i < len(s) {
		return s[i>>(uint(n)&63)]
	}
	return -1
}

func main() {
	println(shifted(uint(count)), shifted(1))
	println(logical(44, 1), logical(44, 0))
	println(divided(uint64(count)), divided(2))
	println(element([]int{5, 6, 7}, 2, 1), element([]int{5, 6, 7}, 2, 0))
}
