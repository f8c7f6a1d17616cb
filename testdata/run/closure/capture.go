// run

// Closures share captured variables with their function; never-reassigned ones look the same as copies.
package main

import "fmt"

func counter() (inc func() int, get func() int, reset func(int)) {
	n := 0
	inc = func() int { n++; return n }
	get = func() int { return n }
	reset = func(v int) { n = v }
	return
}

func params(a int, s string, xs ...int) func() string {
	f := func() string { a++; s += "."; return fmt.Sprint(a, s, xs) }
	a *= 10
	return f
}

func results() (n int, err error) {
	set := func(v int) { n = v; err = fmt.Errorf("set %d", v) }
	set(5)
	n++
	return
}

type T struct{ v int }

func (t T) byValue() func() int    { return func() int { t.v++; return t.v } }
func (t *T) byPointer() func() int { return func() int { t.v++; return t.v } }

func main() {
	inc, get, reset := counter()
	inc2, get2, _ := counter()
	inc()
	inc()
	inc2()
	fmt.Println(get(), get2())
	reset(100)
	fmt.Println(inc(), get(), get2())

	f := params(1, "s", 7, 8)
	fmt.Println(f(), f())
	fmt.Println(results())

	t := T{1}
	v, p := t.byValue(), t.byPointer()
	fmt.Println(v(), v(), p(), p(), t.v)

	x, y, big := 1, "y", [100]int{99: 5}
	g := func() (int, string, int) { return x, y, big[99] }
	x, y, big[99] = 2, "z", 6
	fmt.Println(g())
	ptr := &x
	h := func() { *ptr++; x *= 10 }
	h()
	fmt.Println(x, *ptr)
	k := func() *int { return &x }
	*k() = -1
	fmt.Println(x)

	// Capture through several levels, with shadowing in between.
	a := 1
	lvl1 := func() func() int {
		b := a + 1
		return func() int {
			a := a * 100
			a += b
			b++
			return a
		}
	}
	l := lvl1()
	a = 2
	fmt.Println(l(), l(), a)
	var z struct {
		n int
		s []int
	}
	add := func(v int) { z.n++; z.s = append(z.s, v) }
	add(3)
	add(4)
	fmt.Println(z)
	func() { x, y := y, x; fmt.Println(x, y) }()
	var i any = x
	if n, ok := i.(int); ok {
		defer func() { n++; fmt.Println("n", n, i) }()
	}
	i = "replaced"
}
