// run

// Slices convert to arrays (a copy) and to array pointers (sharing); a short slice panics.
package main

import (
	"fmt"
	"runtime"
)

func try(f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(e, e.(runtime.Error) != nil)
		}
	}()
	f()
}

type quad [4]int
type list []int

func main() {
	s := []int{1, 2, 3, 4, 5}
	a := [3]int(s)
	p := (*[3]int)(s)
	s[0] = 100
	fmt.Println(a, *p, len(p), cap(s))
	p[1] = 200
	fmt.Println(s, a)
	fmt.Println(quad(s), *(*quad)(s[1:]), [2]int(list(s)), (*[2]int)(list(s)[3:]))

	fmt.Println([0]int(s), (*[0]int)(s) != nil)
	var n []int
	fmt.Println([0]int(n), (*[0]int)(n) == nil, (*[0]int)([]int{}) == nil)

	try(func() { fmt.Println([6]int(s)) })
	try(func() { fmt.Println((*[6]int)(s)) })
	try(func() { fmt.Println([4]int(s[2:])) })
	try(func() { fmt.Println((*[1]int)(n)) })
	// Capacity does not count, length does.
	try(func() { fmt.Println([5]int(s[:4])) })
	fmt.Println([5]int(s[:5]) == [...]int{100, 200, 3, 4, 5})

	type big [64]byte
	b := make([]byte, 100)
	for i := range b {
		b[i] = byte(i)
	}
	x := big(b[10:])
	b[10] = 0
	fmt.Println(x[0], x[63], big(b)[63])
	m := map[[2]byte]string{{1, 2}: "key"}
	fmt.Println(m[[2]byte(b[1:])], m[[2]byte(b)] == "")
	for i, v := range (*[2]int)(s[3:]) {
		fmt.Print(i, v, " ")
	}
	fmt.Println()
}
