// run

// Struct equality: all fields but blank ones, in order, with padding ignored and interfaces compared dynamically.
package main

import (
	"fmt"
	"math"
	"unsafe"
)

type padded struct {
	a int8
	b int64
	c int8
	d int16
}

type blanks struct {
	a int
	_ int
	b string
	_ float64
}

type tree struct {
	v    any
	l, r *tree
}

type mixed struct {
	s1, s2 string
	f      float32
	c      complex128
	arr    [3]padded
	ch     chan int
	e      error
}

func main() {
	x, y := padded{1, 2, 3, 4}, padded{1, 2, 3, 4}
	// Fill the padding of one with other bits.
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(&x)), unsafe.Sizeof(x))
	for i := 1; i < 8; i++ {
		bytes[i] = 0xAA
	}
	fmt.Println(x == y, [1]padded{x} == [1]padded{y}, any(x) == any(y), map[padded]int{x: 1}[y])
	y.d++
	fmt.Println(x == y, x != y)

	b1, b2 := blanks{a: 1, b: "x"}, blanks{a: 1, b: "x"}
	blank := unsafe.Slice((*int)(unsafe.Pointer(&b1)), 2)
	blank[1] = 77
	fmt.Println(b1 == b2, any(b1) == any(b2), map[blanks]int{b1: 5}[b2])

	leaf := &tree{v: 1}
	t1, t2 := tree{"k", leaf, nil}, tree{"k", leaf, nil}
	fmt.Println(t1 == t2, t1 == tree{"k", &tree{v: 1}, nil}, t1 == tree{[2]int{}, leaf, nil})
	m := mixed{s1: "a", s2: "b", f: 1, c: 2i}
	n := m
	fmt.Println(m == n)
	n.s1, n.s2 = "ab", ""
	fmt.Println(m == n)
	n = m
	n.arr[2].a = 1
	fmt.Println(m == n)
	n = m
	n.f = float32(math.NaN())
	fmt.Println(n == n, m == n)
	z := mixed{c: complex(math.Copysign(0, -1), 0)}
	fmt.Println(z == mixed{})
	anon := struct {
		a int8
		b int64
		c int8
		d int16
	}{1, 2, 3, 4}
	fmt.Println(x == anon, anon == x)
	fmt.Println(struct{}{} == struct{}{}, struct{ _ int }{1} == struct{ _ int }{2})

	defer func() { fmt.Println(recover()) }()
	u1, u2 := tree{v: []int{}}, tree{v: []int{}, l: leaf}
	fmt.Println(u1.l == u2.l)
	fmt.Println(u1 == u2)
	fmt.Println("unreachable")
}
