// run

// Array literals with indices, inferred length and elided types; out-of-range indexing panics.
package main

import "fmt"

type point struct{ x, y int }

const (
	red = iota
	green
	blue
)

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

//go:noinline
func get(a *[5]int, i int) int { return a[i] }

//go:noinline
func nested(a [2][3]int, i, j int) int { return a[i][j] }

func main() {
	names := [...]string{blue: "b", red: "r", green: "g"}
	sparse := [...]int{5: 1, 2, 0: 9, 8, 3: 7}
	chars := [128]bool{'a': true, 'z': true}
	fmt.Println(names, len(sparse), sparse, chars['a'], chars['b'])
	pts := [...]point{{1, 2}, {y: 3}, 3: {}}
	ptrs := [2]*point{{4, 5}, {x: 6}}
	fmt.Println(pts, len(pts), *ptrs[0], *ptrs[1])
	mm := [2]map[string][]int{{"a": {1}}, {"b": {2, 3}, "c": nil}}
	fmt.Println(mm)
	ss := [2][]point{{{1, 1}}, {{2, 2}, {3, 3}}}
	fmt.Println(ss, len(ss[1]))

	a := [5]int{10, 20, 30, 40, 50}
	try(func() { fmt.Println(get(&a, 4)); get(&a, 5) })
	try(func() { get(&a, -1) })
	try(func() { fmt.Println(nested([2][3]int{1: {2: 6}}, 1, 2)); nested([2][3]int{}, 1, 3) })
	try(func() { nested([2][3]int{}, 2, 0) })
	try(func() { i := 6; a[i] = 1 })
	try(func() { i := 6; a[i]++ })
	try(func() { i := 7; _ = &a[i] })
	try(func() { var i uint8 = 255; fmt.Println(a[i]) })
	try(func() { i := 6; fmt.Println(a[:i]) })
	try(func() { i := 6; fmt.Println(a[i:]) })
	try(func() { i, j := 3, 2; fmt.Println(a[i:j]) })
	try(func() { var p *[5]int; fmt.Println(len(p)); fmt.Println(p[2]) })
	try(func() { var p *[5]int; fmt.Println(p[:] == nil); fmt.Println(p[1:3]) })
	try(func() { var e [0]int; i := 0; e[i] = 1 })
	for i := range a {
		a[i] ^= a[len(a)-1-i]
	}
	fmt.Println(a)
}
