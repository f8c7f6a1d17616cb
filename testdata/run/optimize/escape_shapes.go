// run

// Variables that outlive their frames in many ways, and those that do not: their values must be right in either place.
package main

import "fmt"

type node struct {
	v    int
	next *node
	f    func() int
}

func byReturn(n int) *int          { x := n; return &x }
func byField(n int) node           { x := node{v: n}; return node{next: &x} }
func bySlice(n int) []*int         { x, y := n, n+1; return []*int{&x, &y} }
func byMap(n int) map[string]*int  { x := n; return map[string]*int{"x": &x} }
func byClosure(n int) func() int   { x := n; return func() int { x++; return x } }
func byInterface(n int) any        { x := [3]int{n, n, n}; return &x }
func byChannel(c chan *int, n int) { x := n; c <- &x }
func byDefer(out **int, n int)     { x := n; defer func() { *out = &x }(); x *= 2 }
func byGoroutine(n int) int {
	x, done := n, make(chan bool)
	go func() { x *= 3; done <- true }()
	<-done
	return x
}
func byGlobal(n int)                    { x := n; global = append(global, &x) }
func throughParam(p *int) *int          { return p }
func throughTwo(p, q *int) (*int, *int) { return q, p }
func local(n int) int                   { p := throughParam(&n); q, r := throughTwo(p, &n); *q++; *r += 10; return n }
func inArray(n int) (s int) {
	var arr [4]*node
	for i := range arr {
		arr[i] = &node{v: n + i}
	}
	for _, a := range arr {
		s += a.v
	}
	return
}
func conditional(b bool, n int) *int {
	x, y := n, n*10
	p := &x
	if b {
		p = &y
	}
	*p++
	return p
}
func loop(n int) (out []*node) {
	var head *node
	for i := range n {
		head = &node{v: i, next: head, f: func() int { return i * 100 }}
		if i%2 == 0 {
			out = append(out, head)
		}
	}
	return
}
func methodValue(n int) func() int { x := &node{v: n}; return x.get }
func (n *node) get() int           { n.v++; return n.v }
func bigLocal(n int) int {
	var b [5000]int
	p := &b[n]
	*p = n
	return b[n] + len(b)
}
func variableSize(n int) []int {
	s := make([]int, n)
	t := make([]int, 3)
	for i := range t {
		t[i] = i
	}
	copy(s, t)
	return s
}
func stringBytes(n int) string {
	var b [10]byte
	for i := range n {
		b[i] = 'a' + byte(i)
	}
	return string(b[:n])
}

var global []*int

func main() {
	a, b := byReturn(1), byReturn(2)
	*a += 10
	fmt.Println(*a, *b, byField(3).next.v, *bySlice(4)[1], *byMap(5)["x"], byInterface(6))
	f, g := byClosure(7), byClosure(70)
	fmt.Println(f(), f(), g(), f())
	c := make(chan *int, 2)
	byChannel(c, 8)
	byChannel(c, 9)
	fmt.Println(*<-c, *<-c)
	var out *int
	byDefer(&out, 10)
	fmt.Println(*out, byGoroutine(5), local(1), inArray(2))
	byGlobal(11)
	byGlobal(12)
	fmt.Println(*global[0], *global[1], *conditional(true, 1), *conditional(false, 1))
	l := loop(5)
	fmt.Println(l[2].v, l[2].next.v, l[1].f(), l[2].next.next.f(), len(l))
	h := methodValue(1)
	h()
	fmt.Println(h(), bigLocal(4321), variableSize(5), stringBytes(4))
	ptrs := map[int]*int{}
	for i := range 5 {
		j := i * i
		ptrs[i] = &j
	}
	fmt.Println(*ptrs[2], *ptrs[4])
	p := &[]int{1, 2, 3}
	q := &(*p)[1]
	*p = append(*p, 4, 5, 6, 7)
	*q = 200
	fmt.Println(*p, *q)
}
