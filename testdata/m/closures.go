// m -m -l

package main

var sink func() int

func captures() int {
	x, y, z := 1, 2, 3
	byValue := func() int { return x }
	byRef := func() { y++ }
	sink = func() int { return z }
	byRef()
	return byValue() + y
}

func moved() func() int {
	n := 0
	return func() int { n++; return n }
}

func args() {
	var a, b int
	func(p *int) { *p = 1 }(&a)
	f := func(p *int) *int { return p }
	_ = f(&b)
	var outer *int
	func() {
		inner := 2
		outer = &inner
	}()
	_ = outer
}

func nested(p *int) {
	f := func() {
		g := func() *int { return p }
		_ = g()
	}
	f()
}

func statements(p *int, s string) {
	defer func() { *p = 1 }()
	go func() { *p = 2 }()
	defer println(s)
}

func inLoop(p *int) {
	for range 3 {
		defer func(q *int) { *q = 3 }(p)
	}
}

func assigned(b bool) {
	var f func(*int)
	if b {
		f = func(p *int) { *p++ }
	} else {
		f = func(p *int) { *p-- }
	}
	f(new(int))
}

func unknown(f func(*int)) {
	var x int
	f(&x)
}

func results(f func() func()) { f()() }

func main() { captures() }
