// run

// Full slice expressions limit capacity; all their range panics; slicing arrays, pointers to arrays and slices.
package main

import "fmt"

func try(f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(e)
		}
	}()
	f()
}

//go:noinline
func cut(s []int, i, j, k int) []int { return s[i:j:k] }

func show(s []int) { fmt.Println(s, len(s), cap(s), s == nil) }

func main() {
	a := [8]int{0, 1, 2, 3, 4, 5, 6, 7}
	s := a[:]
	show(s[2:4:6])
	show(s[2:4])
	show(s[2:4:4])
	show(s[:0:0])
	show(s[8:8:8])
	show((&a)[1:2:3])
	show(s[2:4][1:5]) // beyond the length, within the capacity
	show(cut(s[:3], 1, 6, 7))

	// A limited capacity makes append copy.
	u := s[2:4:4]
	u = append(u, 100)
	v := s[2:4]
	v = append(v, 200)
	fmt.Println(a, u, v)

	try(func() { cut(s, 0, 0, 9) })
	try(func() { cut(s, 0, 5, 4) })
	try(func() { cut(s, 3, 2, 4) })
	try(func() { cut(s, -1, 2, 4) })
	try(func() { cut(s, 0, -2, 4) })
	try(func() { cut(s, 0, 2, -4) })
	try(func() { cut(s, 5, 2, 1) })
	i := 9
	try(func() { show(s[i:]) })
	try(func() { show(s[:i]) })
	try(func() { show(s[4:i]) })
	try(func() { show(s[i-1 : 4]) })
	try(func() { show(a[:2:i]) })
	try(func() { show(s[:3][5:]) })
	var n []int
	show(n[:])
	show(n[0:0:0])
	try(func() { show(n[:1]) })
	var p *[8]int
	try(func() { show(p[1:2:3]) })
	var u8 uint8 = 200
	try(func() { show(s[u8:]) })
}
