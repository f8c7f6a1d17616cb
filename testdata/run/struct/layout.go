// run

// Sizes, alignments and offsets of structs, including trailing zero-size fields.
package main

import (
	"fmt"
	"unsafe"
)

type a struct {
	x int8
	y int64
	z int8
}
type b struct {
	x, z int8
	y    int64
}
type c struct {
	x int32
	e struct{}
}
type d struct {
	e struct{}
	x int32
}
type e struct {
	f32 float32
	c64 complex64
	s   string
	b   bool
	i   any
	sl  []int
	fn  func()
	arr [3]int16
	u   uintptr
	c   complex128
	u8  uint8
}
type f struct {
	a
	b
	_ [5]byte
	g [2]d
}
type h struct {
	p *int
	z [0]int64
}
type i struct {
	b byte
	z [0]int64
}

func main() {
	fmt.Println(unsafe.Sizeof(a{}), unsafe.Sizeof(b{}), unsafe.Sizeof(c{}), unsafe.Sizeof(d{}), unsafe.Sizeof(e{}), unsafe.Sizeof(f{}), unsafe.Sizeof(h{}), unsafe.Sizeof(i{}))
	fmt.Println(unsafe.Alignof(a{}), unsafe.Alignof(c{}), unsafe.Alignof(d{}.e), unsafe.Alignof(e{}.arr), unsafe.Alignof(e{}.c), unsafe.Alignof(i{}), unsafe.Alignof(struct{ b byte }{}))
	var v e
	fmt.Println(unsafe.Offsetof(v.f32), unsafe.Offsetof(v.c64), unsafe.Offsetof(v.s), unsafe.Offsetof(v.b), unsafe.Offsetof(v.i), unsafe.Offsetof(v.sl), unsafe.Offsetof(v.fn), unsafe.Offsetof(v.arr), unsafe.Offsetof(v.u), unsafe.Offsetof(v.c), unsafe.Offsetof(v.u8))
	var w f
	fmt.Println(unsafe.Offsetof(w.a), unsafe.Offsetof(w.b), unsafe.Offsetof(w.g), unsafe.Offsetof(w.a.z), unsafe.Offsetof(w.b.y))
	fmt.Println(unsafe.Sizeof(struct{}{}), unsafe.Sizeof([0]int{}), unsafe.Sizeof([5]struct{}{}), unsafe.Sizeof(struct {
		a struct{}
		b [0]int
	}{}))

	// Writing one field leaves its neighbours alone.
	arr := [3]a{{1, -1, 1}, {2, -2, 2}, {3, -3, 3}}
	arr[1].x = 127
	arr[1].z = -128
	arr[1].y = 1<<63 - 1
	fmt.Println(arr)
	bs := [2]struct {
		p, q, r bool
		n       int8
	}{}
	bs[0].q, bs[0].n = true, -1
	bs[1].p = true
	fmt.Println(bs)
	last := &struct {
		n int
		e struct{}
	}{}
	fmt.Println(uintptr(unsafe.Pointer(&last.e))-uintptr(unsafe.Pointer(last)), unsafe.Sizeof(*last))
	const off = unsafe.Offsetof(w.g) + unsafe.Sizeof(w.g[0])
	var table [off]byte
	fmt.Println(len(table))
}
