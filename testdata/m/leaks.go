// m -m -l

package main

var sink any

type node struct {
	next *node
	data []byte
}

func toHeap(p *int)                   { sink = p }
func content(p **int)                 { sink = *p }
func toResult(p *int) *int            { return p }
func derefs(p **int) (q *int)         { return *p }
func twoResults(p, q *int) (_, r *int) { return q, p }
func keeps(p *int) int                { return *p }
func blank(_ *int)                    {}
func unnamed(*int)                    {}
func walk(n *node) *node {
	for n.next != nil {
		n = n.next
	}
	return n
}

func (n *node) push(m *node)  { n.next = m }
func (n node) bytes() []byte  { return n.data }
func (n *node) shorten()      { n.data = n.data[1:] }
func variadic(ps ...*int)     {}
func variadicKeeps(ps ...any) { sink = ps[0] }

func moved() {
	var a, b, c, d int
	toHeap(&a)
	_ = toResult(&b)
	p := &c
	_ = derefs(&p)
	q := &d
	content(&q)
	variadic(&a, &b)
	variadicKeeps(a, b)
}

func loops() *int {
	var last *int
	for i := 0; i < 3; i++ {
		x := i
		last = &x
	}
	for j := range 3 {
		k := &j
		_ = k
	}
	return last
}

func recursive(p *int, n int) *int {
	if n == 0 {
		return p
	}
	return recursive(p, n-1)
}

func results() (x int, p *int) {
	p = &x
	return
}

func maps(m map[*int]*int, k, v *int) *int {
	m[k] = v
	delete(m, k)
	_ = m[k]
	for _, w := range m {
		return w
	}
	return nil
}

func channels(c chan *int, p *int) *int {
	c <- p
	select {
	case c <- p:
	case q := <-c:
		return q
	}
	return <-c
}

func interfaces(x any, p *int) *int {
	if q, ok := x.(*int); ok {
		return q
	}
	switch y := x.(type) {
	case int:
		return &y
	case []int:
		return &y[0]
	}
	var i any = p
	return i.(*int)
}

func main() {
	moved()
	loops()
}
