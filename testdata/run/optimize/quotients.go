// run

// What is known of a number says little of its quotients and shifts.
package main

//go:noinline
func digits(u uint64) (n int) {
	n = 1
	u /= 60
	if u > 0 {
		n = 2
		u /= 60
		if u > 0 {
			n = 3
		}
	}
	return n
}

//go:noinline
func shifted(i int) bool {
	if i > 2 {
		return i>>3 > 0
	}
	return false
}

func main() {
	println(digits(1), digits(65), digits(3599), digits(3600), digits(7200))
	println(shifted(3), shifted(8), shifted(2))
}
