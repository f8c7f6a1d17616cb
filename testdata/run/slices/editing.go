// run

// slices: Insert, Delete, Replace, Compact, Concat, Grow, Clip, Reverse, Repeat, and what happens to the tail.
package main

import (
	"fmt"
	"slices"
	"strings"
)

type names []string

func try(f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println("panic:", e)
		}
	}()
	f()
}

func main() {
	s := []int{1, 2, 3}
	s = slices.Insert(s, 1, 10, 11)
	s = slices.Insert(s, len(s), 99)
	s = slices.Insert(s, 0, s...)
	s = slices.Insert(s, 2, s[1:4]...)
	fmt.Println(s, slices.Insert(s, 3))
	d := []int{0, 1, 2, 3, 4, 5}
	e := slices.Delete(d, 1, 3)
	fmt.Println(e, d, len(e)) // the freed tail is cleared
	d = []int{0, 1, 2, 3, 4, 5}
	e = slices.DeleteFunc(d, func(x int) bool { return x%2 == 0 })
	fmt.Println(e, d)
	r := slices.Replace([]int{1, 2, 3, 4}, 1, 3, 7, 8, 9)
	r2 := slices.Replace([]int{1, 2, 3, 4}, 0, 3, 5)
	fmt.Println(r, r2, slices.Replace(r2, 0, len(r2), r2...))
	c := slices.Compact([]string{"a", "a", "b", "b", "a"})
	cf := slices.CompactFunc([]string{"a", "A", "b", "B", "c"}, strings.EqualFold)
	fmt.Println(c, cf, slices.Compact([]int(nil)) == nil)
	fmt.Println(slices.Concat([]int{1}, nil, []int{2, 3}), slices.Concat[names]() == nil, slices.Repeat([]int{1, 2}, 3), slices.Repeat(names{"x"}, 0))
	g := slices.Grow([]int{1}, 100)
	cl := slices.Clip(g)
	fmt.Println(len(g), cap(g) >= 101, len(cl), cap(cl), slices.Grow(g, 0)[0])
	rev := names{"x", "y", "z"}
	slices.Reverse(rev)
	n := slices.Clone(rev)
	n[0] = "changed"
	fmt.Printf("%v %T %v %v\n", rev, n, slices.Clone(names(nil)) == nil, slices.Clone(names{}) == nil)
	fmt.Println(slices.Index(rev, "y"), slices.IndexFunc(rev, func(s string) bool { return s < "y" }), slices.Contains(rev, "q"), slices.ContainsFunc(rev, func(s string) bool { return s > "y" }))
	fmt.Println(slices.Equal(rev, names{"z", "y", "x"}), slices.EqualFunc([]int{1}, []string{"a"}, func(i int, s string) bool { return i == len(s) }), slices.Compare([]int{1, 2}, []int{1, 3}), slices.Compare([]int{1}, nil), slices.CompareFunc([]int{1}, []string{""}, func(i int, s string) int { return i - len(s) }))
	ps := []*int{new(1), new(2), new(3)}
	old := ps
	ps = slices.Delete(ps, 0, 2)
	fmt.Println(*ps[0], old[1] == nil, old[2] == nil)
	try(func() { _ = slices.Insert(s, 100, 1) })
	try(func() { _ = slices.Delete(s, 3, 2) })
	try(func() { _ = slices.Delete(s, 0, 100) })
	try(func() { _ = slices.Replace(s, -1, 0) })
	try(func() { _ = slices.Grow(s, -1) })
	try(func() { _ = slices.Repeat(s, -1) })
	try(func() { _ = slices.Repeat(s, 1<<62) })
	try(func() { _ = slices.Chunk(s, 0) })
	for c := range slices.Chunk([]int{1, 2, 3, 4, 5}, 2) {
		c = append(c, 100) // each chunk's capacity is cut
		fmt.Print(c)
	}
	fmt.Println()
	fmt.Println(slices.Collect(slices.Values(names{"v"})), slices.AppendSeq([]int{0}, slices.Values([]int{1})), slices.Collect[int](func(func(int) bool) {}) == nil)
}
