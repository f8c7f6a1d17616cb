// run

// An untyped constant takes its default type where no context fixes one, and the context's type elsewhere.
package main

import (
	"fmt"
	"time"
)

type myInt int8
type myFloat float32
type myString string
type myBool bool

const (
	ui = 5
	ur = 'x'
	uf = 2.0
	uc = 1i
	us = "s"
	ub = 1 < 2
)

func show(vs ...any) {
	for _, v := range vs {
		fmt.Printf("%T=%v ", v, v)
	}
	fmt.Println()
}

func pick[T any](a, b T) T { return a }

func main() {
	show(ui, ur, uf, uc, us, ub)
	show(ui+ur, ur+uf, ui+uf, uf+uc, ui/2, ui/2.0, uf/2, ur*1.0)
	var a myInt = ui
	var b myFloat = ui
	var c myString = us
	var d myBool = ub
	var e complex64 = ur
	var f float64 = ur
	var g int = uf
	var h time.Duration = ui
	show(a, b, c, d, e, f, g, h)
	show(a+1, b*uf, c+"t", d && true, 2*time.Second, time.Second*uf, a<<ui, 1<<a)
	x := ui
	y := uf
	z := []any{ui, uf, 1 << 3, 'a' + 0}
	show(x, y)
	show(z...)
	// The untyped result of a comparison takes the bool type asked for.
	var m myBool = x < 3
	n := x < 3
	show(m, n, myBool(x == 5))
	show(pick(1, 2.5), pick(1, 'c'), pick(1.0, 2i), pick[any](1, "x"))
	var i8 int8 = 10
	show(i8*12, i8+'\x01', i8/3.0, -i8, i8<<1)
	var p = &[]float64{1, 'a', 2.5}
	show(*p, map[rune]float32{'k': 1, 1: 'k'}, [...]myString{"a", 3: "b"})
	s := uint(3)
	show(1<<s, 'a'<<s, int64(1)<<s, uint8(1)<<s)
	const big = 1 << 62
	show(big, uint64(big)<<1, float64(big), big/1e18)
	if v := 3 / 2 * 2.0; v == 2 {
		show(v)
	}
}
