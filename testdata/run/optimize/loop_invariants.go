// run

// What looks invariant in a loop and is not: panicking operations, calls, stores, changing lengths and maps.
package main

import (
	"fmt"
	"strings"
)

var log []string

func try(name string, f func() any) {
	log = nil
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, "panic:", e, log)
		}
	}()
	fmt.Println(name, f(), log)
}

func note(s string) { log = append(log, s) }

//go:noinline
func divide(a, b, n int) (t int) {
	for i := range n {
		note(fmt.Sprint(i))
		t += a / b
	}
	return
}

//go:noinline
func guarded(a []int, b int) (t int) {
	for _, x := range a {
		if b != 0 {
			t += x / b
		} else {
			t--
		}
	}
	return
}

//go:noinline
func assertion(x any, n int) (t int) {
	for range n {
		note("iteration")
		t += x.(int)
	}
	return
}

//go:noinline
func shift(n, s int) (t int) {
	for i := range n {
		note("it")
		t += i << s
	}
	return
}

//go:noinline
func length(s *[]int) (n int) {
	for i := 0; i < len(*s); i++ {
		if i < 3 {
			*s = append(*s, i)
		}
		n++
	}
	return
}

//go:noinline
func stop(p *bool, f func()) (n int) {
	for !*p {
		f()
		n++
	}
	return
}

//go:noinline
func mapLoad(m map[string]int, n int) (t int) {
	for i := range n {
		t += m["x"]
		m["x"] = i
	}
	return
}

//go:noinline
func index(s []string, i, n int) (t int) {
	for range n {
		note("in loop")
		t += len(s[i])
	}
	return
}

//go:noinline
func deref(p **int, n int) (t int) {
	for i := range n {
		t += **p
		if i == 1 {
			*p = new(100)
		}
	}
	return
}

//go:noinline
func conversion(n int, f float64) (t int64) {
	for i := range n {
		t += int64(f) * int64(i)
		f += 0.5
	}
	return
}

//go:noinline
func nested(a [][]int) (t int) {
	for i := range a {
		for j := range a[i] {
			t += a[i][j] * len(a[i])
			if j == 0 {
				a[i] = append(a[i], 1)
			}
		}
	}
	return
}

//go:noinline
func strlen(s string, n int) (t int) {
	for range n {
		t += len(strings.Repeat(s, 2))
		s = s[1:]
	}
	return
}

func main() {
	try("divide", func() any { return divide(7, 2, 3) })
	try("divide by zero, no iterations", func() any { return divide(7, 0, 0) })
	try("divide by zero", func() any { return divide(7, 0, 3) })
	try("guarded", func() any { return guarded([]int{4, 6}, 2) + guarded([]int{4, 6}, 0) })
	try("assertion", func() any { return assertion(5, 2) })
	try("assertion none", func() any { return assertion("x", 0) })
	try("assertion fails", func() any { return assertion("x", 2) })
	try("shift", func() any { return shift(3, 2) })
	try("shift negative none", func() any { return shift(0, -1) })
	try("shift negative", func() any { return shift(1, -1) })
	s := []int{9}
	try("length", func() any { return length(&s) })
	b, n := false, 0
	try("stop", func() any { return stop(&b, func() { n++; b = n == 4 }) })
	try("map", func() any { return mapLoad(map[string]int{"x": 7}, 4) })
	try("index", func() any { return index([]string{"a", "bb"}, 1, 2) })
	try("index none", func() any { return index(nil, 1, 0) })
	try("index fails", func() any { return index(nil, 1, 1) })
	p := new(1)
	try("deref", func() any { return deref(&p, 4) })
	try("conversion", func() any { return conversion(5, 1.4) })
	try("nested", func() any { return nested([][]int{{1, 2}, {3}, nil}) })
	try("strlen", func() any { return strlen("abcd", 3) })
}
