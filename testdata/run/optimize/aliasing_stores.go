// run

// Loads after stores through possibly equal pointers, slices, fields and closures see the stored values.
package main

import "fmt"

type pair struct{ a, b int }
type node struct {
	v    int
	next *node
	arr  [4]int
}

//go:noinline
func twoPointers(p, q *int) int {
	*p = 1
	*q = 2
	return *p*10 + *q
}

//go:noinline
func fieldAndWhole(p *pair, q *int) int {
	p.a = 5
	*q = 7
	r := *p
	p.b = 9
	return r.a*100 + r.b*10 + p.a
}

//go:noinline
func slices(a, b []int) (t int) {
	for i := range a {
		a[i] = b[len(b)-1-i] + 1
		t = t*10 + b[0]
	}
	return
}

//go:noinline
func structCopy(p, q *pair) {
	old := *p
	*p = *q
	*q = old
	p.a += q.a
}

//go:noinline
func overCall(p *int, f func()) int {
	a := *p
	f()
	return a*100 + *p
}

//go:noinline
func list(n *node) int {
	n.v = 1
	n.next.v = 2
	n.next.next.v = 3
	return n.v*100 + n.next.v*10 + n.next.next.v
}

//go:noinline
func arrays(n *node, i, j int) int {
	n.arr[i] = 1
	n.arr[j] = 2
	return n.arr[i]*10 + n.arr[j]
}

//go:noinline
func bytesAndWords(b []byte, w *uint32) uint32 {
	*w = 0
	b[1] = 0xff
	x := *w
	b[2] = 1
	return x + *w
}

//go:noinline
func escaping() (int, *int) {
	x := 1
	p := &x
	x = 2
	*p++
	y := x
	q := p
	*q *= 10
	return y*100 + x, p
}

//go:noinline
func interfaces(i any, p *int) int {
	v := i.(*int)
	*v = 3
	*p = 4
	return *i.(*int)
}

//go:noinline
func overlapping(p *[3]pair, i int) pair {
	x := p[i]
	p[0], p[1], p[2] = p[1], p[2], p[0]
	return pair{x.a + p[i].a, x.b - p[i].b}
}

//go:noinline
func mapElement(m map[string]*pair, p *pair) int {
	m["k"].a = 1
	p.a = 2
	return m["k"].a
}

var global = 1

//go:noinline
func globals(p *int) int {
	global = 5
	*p = 6
	a := global
	global++
	return a*10 + *p
}

func main() {
	x, y := 0, 0
	fmt.Println(twoPointers(&x, &y), twoPointers(&x, &x))
	p := &pair{0, 3}
	fmt.Println(fieldAndWhole(p, &y), fieldAndWhole(&pair{}, &x), fieldAndWhole(p, &p.b), fieldAndWhole(p, &p.a))
	s := []int{1, 2, 3, 4}
	fmt.Println(slices(s, s), s)
	fmt.Println(slices(s[1:3], s[:3]), s)
	structCopy(p, &pair{8, 9})
	structCopy(p, p)
	fmt.Println(*p)
	fmt.Println(overCall(&x, func() { x += 50 }), overCall(&x, func() {}))
	n := &node{}
	n.next = n
	m := &node{next: &node{next: n}}
	fmt.Println(list(n), list(m), arrays(n, 1, 2), arrays(n, 3, 3))
	var w [1]uint32
	b := make([]byte, 4)
	fmt.Println(bytesAndWords(b, &w[0]))
	v, q := escaping()
	fmt.Println(v, *q)
	fmt.Println(interfaces(&x, &y), interfaces(&x, &x))
	arr := [3]pair{{1, 2}, {3, 4}, {5, 6}}
	fmt.Println(overlapping(&arr, 0), overlapping(&arr, 2), arr)
	fmt.Println(mapElement(map[string]*pair{"k": p}, p), mapElement(map[string]*pair{"k": {}}, p))
	fmt.Println(globals(&x), globals(&global), global)
}
