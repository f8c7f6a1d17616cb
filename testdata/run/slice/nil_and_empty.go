// run

// nil and empty slices: what works on them, how they differ, and slices of zero-size elements.
package main

import "fmt"

type list []int

func (l list) Len() int { return len(l) }

func variadic(xs ...string) (int, bool) { return len(xs), xs == nil }

func main() {
	var n []int
	e := []int{}
	m := make([]int, 0)
	z := n[:0]
	fmt.Println(n == nil, e == nil, m == nil, z == nil, e[:0] == nil)
	fmt.Println(len(n), cap(n), len(e), cap(e), len(n[:]), n, e)
	fmt.Printf("%v %#v %#v %d\n", n, n, e, len(append(n, e...)))
	for range n {
		fmt.Println("unreachable")
	}
	fmt.Println(append(n, 1), append(e, 2), copy(n, e), list(nil).Len(), list(n) == nil)
	fmt.Println(variadic())
	fmt.Println(variadic([]string{}...))
	fmt.Println(variadic(nil...))
	var i any = n
	_, isNil := i.([]int)
	fmt.Println(i == nil, isNil, i.([]int) == nil)

	type empty struct{}
	es := make([]empty, 1<<40)
	fmt.Println(len(es), len(es[5:10]), es[1<<39], len(append(es, empty{})))
	var a [3][0]int
	fmt.Println(len(a), a, len(a[1][:]))
	count := 0
	for range es[:1000] {
		count++
	}
	fmt.Println(count)
	s := []int{1, 2, 3}
	s = s[:0]
	fmt.Println(s, s[:3], s == nil)
	clear(s[:2])
	fmt.Println(s[:3])
	s = nil
	clear(s)
	mat := [][]int{nil, {}, {1}}
	fmt.Println(mat, mat[0] == nil, mat[1] == nil, len(mat[2]))
	fmt.Println(n[len(n):] == nil, string([]byte(nil)) == "", len([]rune("")))
}
