// run

// Loops and conditions that almost prove an index in range: the checks that are needed stay.
package main

import "fmt"

func try(name string, f func() int) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, e)
		}
	}()
	fmt.Println(name, f())
}

//go:noinline
func upTo(s []int, n int) (t int) {
	for i := 0; i < n; i++ {
		t += s[i]
	}
	return
}

//go:noinline
func downFrom(s []int, n int) (t int) {
	for i := n; i >= 0; i-- {
		t += s[i]
	}
	return
}

//go:noinline
func stepped(s []int, step int) (t int) {
	for i := 0; i < len(s); i += step {
		t += s[i] + s[i+1]
	}
	return
}

//go:noinline
func shrinking(s []int) (t int) {
	n := len(s)
	for i := 0; i < n; i++ {
		t += s[i]
		if i == 1 {
			s = s[:2]
		}
	}
	return
}

//go:noinline
func unsignedIndex(s []byte, u uint8, i int) int {
	var table [256]int
	table[u] = 5
	if i < len(s) {
		return table[s[i]] + table[u] // i may be negative
	}
	return -1
}

//go:noinline
func orderOfChecks(a, b []int, i int) int {
	_ = a[3]
	return a[0] + a[3] + b[i]
}

//go:noinline
func overflowing(s []int, i int) int {
	if i+1 < len(s) { // wraps for the greatest i
		return s[i+1] + s[i]
	}
	return -1
}

//go:noinline
func product(s []int, w, x, y int) int {
	if x < w && y < 4 && w*4 == len(s) {
		return s[y*w+x]
	}
	return -1
}

//go:noinline
func afterAppend(s []int, i int) int {
	if i >= len(s) {
		s = append(s, i)
	}
	return s[i]
}

//go:noinline
func masked(s *[16]int, i int) int { return s[i&15] + s[i&0x1f%16] }

//go:noinline
func sliceExprs(s []int, i, j int) int {
	if i <= j {
		t := s[i:j]
		return len(t[:j-i]) + cap(t)
	}
	return len(s[j:i:i])
}

func main() {
	s := []int{1, 2, 3, 4, 5, 6, 7, 8}
	try("upTo", func() int { return upTo(s, 8) })
	try("upTo", func() int { return upTo(s, 9) })
	try("downFrom", func() int { return downFrom(s, 7) })
	try("downFrom", func() int { return downFrom(s, 8) })
	try("stepped", func() int { return stepped(s, 2) })
	try("stepped", func() int { return stepped(s, 3) })
	try("stepped odd", func() int { return stepped(s[:7], 2) })
	try("shrinking", func() int { return shrinking(s) })
	try("unsigned", func() int { return unsignedIndex([]byte{1, 200}, 200, 1) })
	try("unsigned", func() int { return unsignedIndex([]byte{1, 2}, 200, -1) })
	try("order", func() int { return orderOfChecks(s, s, 7) })
	try("order", func() int { return orderOfChecks(s[:3], s, 100) })
	try("order", func() int { return orderOfChecks(s, s, 100) })
	try("overflow", func() int { return overflowing(s, 1<<63-1) })
	try("overflow", func() int { return overflowing(s, -1) })
	try("product", func() int { return product(s, 2, 1, 3) })
	try("product", func() int { return product(s, 2, -100, 3) })
	try("append", func() int { return afterAppend(s, 8) })
	try("append", func() int { return afterAppend(s, 9) })
	try("masked", func() int { return masked(&[16]int{15: 7}, -1) })
	try("slice", func() int { return sliceExprs(s, 2, 5) })
	try("slice", func() int { return sliceExprs(s, 5, 2) })
	try("slice", func() int { return sliceExprs(s, -1, 2) })
	try("slice", func() int { return sliceExprs(s, 9, 9) })
}
