// run

// Nil checks happen where they are written: before later effects, for unused loads, far fields and embedded pointers.
package main

import "fmt"

type big struct {
	head int
	pad  [1 << 16]byte
	tail int
	sub  *big
	arr  [10]int
}
type outer struct {
	n int
	*big
}

var effects []string

func effect(s string) int { effects = append(effects, s); return 1 }

func try(name string, f func()) {
	effects = nil
	defer func() { fmt.Println(name, effects, recover() != nil) }()
	f()
}

//go:noinline
func unusedLoad(p *big) { _ = p.head; effect("after") }

//go:noinline
func unusedCopy(p *big) { _ = *p; effect("after") }

//go:noinline
func addressOnly(p *big) *int { q := &p.tail; effect("after"); return q }

//go:noinline
func addressOfElem(p *big, i int) *int { q := &p.arr[i]; effect("after"); return q }

//go:noinline
func sliceOf(p *[4]int) []int { s := p[:]; effect("after"); return s }

//go:noinline
func storeAfterEffect(p *big) { effect("before"); p.tail = effect("value"); effect("after") }

//go:noinline
func condition(p *big, b bool) int {
	if b {
		return 0
	}
	return p.head
}

//go:noinline
func loop(p *big, n int) (t int) {
	for range n { // the load may not be hoisted to where it would fault without iterations
		t += p.head
	}
	return
}

//go:noinline
func twice(p **big) int {
	a := (*p).head
	*p = nil
	effect("cleared")
	return a + (*p).head
}

//go:noinline
func embedded(o outer) int { effect("in"); return o.tail }

//go:noinline
func rangeLen(p *[5]int) (n int) {
	for i := range p {
		n += i
	}
	effect("no dereference")
	return
}

//go:noinline
func deadStore(p *int) { *p = 1; *p = 2; effect("after") }

//go:noinline
func selfAssign(p *big) { *p = *p; effect("after") }

type emptyStruct struct{}

//go:noinline
func zeroSize(p *emptyStruct) { _ = *p; effect("after") }

func main() {
	b := &big{head: 5}
	try("unusedLoad", func() { unusedLoad(nil) })
	try("unusedCopy", func() { unusedCopy(nil) })
	try("addressOnly", func() { addressOnly(nil) })
	try("addressOfElem", func() { addressOfElem(nil, 3) })
	try("addressOfElem out of range", func() { addressOfElem(nil, 30) })
	try("sliceOf", func() { sliceOf(nil) })
	try("storeAfterEffect", func() { storeAfterEffect(nil) })
	try("condition true", func() { condition(nil, true) })
	try("condition false", func() { condition(nil, false) })
	try("loop 0", func() { loop(nil, 0) })
	try("loop 1", func() { loop(nil, 1) })
	try("twice", func() { twice(&b) })
	try("embedded", func() { embedded(outer{}) })
	try("rangeLen", func() { rangeLen(nil) })
	try("deadStore", func() { deadStore(nil) })
	try("selfAssign", func() { selfAssign(nil) })
	try("zeroSize", func() { zeroSize(nil) })
	try("method value", func() { var e error; f := e.Error; effect("after"); f() })
	try("map of nil struct", func() { var o *outer; _ = o.n; effect("after") })
	try("far store", func() { var p *big; p.sub.tail = 1 })
	try("in args", func() { var p *big; fmt.Sprint(effect("a"), p.tail, effect("b")) })
}
