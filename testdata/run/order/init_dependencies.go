// run

// Package variables are initialised by dependency, through functions, methods, closures and blank variables.
package main

import "fmt"

var (
	a          = b + 1
	b          = f()
	c          = log("c", 3)
	_          = log("blank", 0)
	d          = T{}.value()
	e          = (*T).ptr(nil)
	m          = map[string]int{"x": x, "y": y}
	x          = log("x", y*2)
	y          = log("y", 7)
	p, q       = pair()
	h          = func() int { return late }()
	late       = log("late", 9)
	arr        = [...]int{log("arr0", 0), late, log("arr1", 1)}
	self       = func() int { return recurse(3) }
	ptr        = &target
	target     = log("target", z)
	z          = 5
	unused     = log("unused", 1)
	iface  any = &gen
	gen        = log("gen", 11)
)

var order []string

type T struct{}

func (T) value() int { return log("T.value", c) }
func (*T) ptr() int  { return log("T.ptr", d) }

func f() int { return log("f", c+10) }

func pair() (int, string) { return log("pair", len(m)), "q" }

func recurse(n int) int {
	if n == 0 {
		return base
	}
	return recurse(n-1) + self2()
}

func self2() int { return 0 * base }

var base = log("base", 100)

// The list is appended to before its own declaration is reached, and it has no initialiser to overwrite it.
func log(s string, n int) int { order = append(order, s); return n }

func init() { order = append(order, "init1") }
func init() { order = append(order, "init2") }

func main() {
	for _, s := range order {
		fmt.Print(s, " ")
	}
	fmt.Println()
	fmt.Println(a, b, c, d, e, m, x, y, p, q, h, late, arr, self(), *ptr, z, unused, *iface.(*int))
}
