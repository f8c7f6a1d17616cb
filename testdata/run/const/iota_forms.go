// run

// iota: implicit repetition, skipping, several per line, expressions, types, and nested const groups.
package main

import "fmt"

const (
	a = iota
	b
	_
	d
	e = "str"
	f
	g = iota * 10
	h
)

const (
	x, y = iota, iota + 100
	_, _
	z, w
)

type weekday int

const (
	sunday weekday = iota
	monday
	tuesday
)

func (d weekday) String() string { return [...]string{"Sun", "Mon", "Tue"}[d] }

const (
	_ = 1 << (10 * iota)
	kb
	mb
	gb
	tb
)

const (
	neg = -iota
	neg1
	bit = 1 << iota >> 1
	bit3
	flt = iota / 2.0
	flt5
	cplx = complex(iota, -iota)
	rn   = 'a' + iota
	rn8
	length = len("abc" + string(rune(0x61)))
	cond   = iota > 9
	cond11
)

const single = iota

func main() {
	fmt.Println(a, b, d, e, f, g, h)
	fmt.Println(x, y, z, w)
	fmt.Println(sunday, monday, tuesday, tuesday-monday)
	fmt.Printf("%T %T %T\n", monday, kb, z)
	fmt.Println(kb, mb, gb, tb)
	fmt.Println(neg, neg1, bit, bit3, flt, flt5, cplx, string(rune(rn)), string(rune(rn8)), length, cond, cond11, single)
	fmt.Printf("%T %T %T %T\n", rn, flt, cplx, cond)

	const (
		inner = iota + 5
		outer
	)
	const iota = 42 // shadows the predeclared iota
	const (
		p = iota
		q
	)
	fmt.Println(inner, outer, p, q)
	func() {
		const (
			k0 = iota
			k1
		)
		fmt.Println(k0, k1)
	}()
}
