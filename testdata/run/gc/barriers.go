// run

// Pointer stores by functions that cannot tell the heap from a caller's frame, and through bad
// addresses: a store's barrier comes before the store itself and must not be what faults.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"unsafe"
)

type node struct {
	n    int
	next *node
	name string
	any  any
	list []*node
	pair [2]*node
}

//go:noinline
func (p *node) setNext(to *node) { p.next = to }

//go:noinline
func (p *node) setAny(to any) { p.any = to }

//go:noinline
func (p *node) setName(to string) { p.name = to }

//go:noinline
func (p *node) setPair(to [2]*node) { p.pair = to }

//go:noinline
func (p *node) setAll(to *node) { *p = *to }

//go:noinline
func (p *node) clear() { *p = node{} }

//go:noinline
func (p *node) appendTo(to *node) { p.list = append(p.list, to) }

//go:noinline
func swap(a, b **node) { *a, *b = *b, *a }

func try(name string, f func()) {
	defer func() {
		r := recover()
		_, isRuntime := r.(runtime.Error)
		fmt.Println(name, isRuntime, r)
	}()
	f()
}

func main() {
	// A frame that points into itself.
	var a, b node
	a.setNext(&a)
	b.setNext(&a)
	a.n, b.n = 1, 2
	fmt.Println(b.next.next.next.n)
	p, q := &a, &b
	swap(&p, &q)
	fmt.Println(p.n, q.n)
	a.setPair([2]*node{&a, &b})
	b.setAll(&a)
	fmt.Println(b.pair[1].n, b.next == &a)
	b.clear()
	fmt.Println(a.pair[1].n, b.next == nil)

	heap := new(node)
	heap.appendTo(heap)
	heap.setNext(heap.list[0])
	heap.setAny(heap)
	fmt.Println(heap.next == heap, heap.any == any(heap))

	s := "x"
	try("next", func() { (*node)(nil).setNext(heap) })
	try("name", func() { (*node)(nil).setName(s) })
	try("any", func() { (*node)(nil).setAny(heap) })
	try("pair", func() { (*node)(nil).setPair([2]*node{heap, heap}) })
	try("to all", func() { (*node)(nil).setAll(heap) })
	try("from all", func() { heap.setAll(nil) })
	try("clear", func() { (*node)(nil).clear() })
	try("append", func() { (*node)(nil).appendTo(heap) })
	try("swap", func() { swap(nil, &p) })
	debug.SetPanicOnFault(true)
	try("unmapped", func() { (*node)(unsafe.Pointer(uintptr(1) << 40)).setNext(heap) })
	fmt.Println(heap.next == heap, heap.n)
}
