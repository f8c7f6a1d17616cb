// run

// Comparison leaves out blank fields, and so do equality functions; those of no size change nothing.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type noCopy struct{}

type counter struct {
	_ noCopy
	n int32
}

type mutex struct {
	_           noCopy
	state, sema int32
}

type shared struct {
	w                mutex
	writer, reader   uint32
	nReaders, nWaits counter
}

type padded struct {
	a int8
	_ int32
	b int64
	_ [3]int8
}

type wide struct {
	_ string
	p padded
	c [3]counter
	s shared
}

func main() {
	var a, b shared
	fmt.Println(a == b, any(a) == any(b))
	b.nWaits.n = 1
	fmt.Println(a == b, any(a) == any(b))
	p, q := padded{a: 1, b: 2}, padded{a: 1, b: 2}
	fmt.Println(p == q, any(p) == any(q), any(p) == any(padded{a: 1, b: 3}))
	x, y := wide{p: p}, wide{p: q}
	fmt.Println(x == y, any(x) == any(y))
	x.c[2].n = 7
	fmt.Println(x == y, any(x) == any(y))
	fmt.Println(&sync.RWMutex{} != nil, any([1]atomic.Int32{}) == any([1]atomic.Int32{}))
	m := map[counter]int{}
	keyed := map[any]int{}
	for i := range int32(100) {
		m[counter{n: i % 7}]++
		keyed[shared{writer: uint32(i % 5)}]++
		keyed[padded{b: int64(i % 3)}]++
	}
	fmt.Println(len(m), m[counter{n: 3}], len(keyed), keyed[shared{writer: 1}], keyed[padded{b: 2}])
}
