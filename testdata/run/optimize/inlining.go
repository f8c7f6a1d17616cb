// run

// Small functions inlined into callers keep their own semantics: copies of arguments, defers, recover, labels, closures.
package main

import "fmt"

type vec struct{ x, y, z int }

func (v vec) add(w vec) vec     { v.x += w.x; v.y += w.y; v.z += w.z; return v }
func (v *vec) scale(k int) *vec { v.x *= k; v.y *= k; v.z *= k; return v }
func (v vec) each(f func(int))  { f(v.x); f(v.y); f(v.z) }

func twice(n int) int    { n *= 2; return n }
func first(a, b int) int { return a }
func pick(c bool, a, b int) int {
	if c {
		return a
	}
	return b
}
func early(n int) (s string) {
	for i := 0; ; i++ {
		if i*i > n {
			return fmt.Sprint(i)
		}
		if i == 5 {
			break
		}
	}
	s = "many"
	return
}
func shadow(x int) int                  { x, y := x+1, x*10; return x + y }
func swap(a, b string) (string, string) { return b, a }
func variadic(xs ...int) int            { return len(xs) }
func mutate(p *int) int                 { *p++; return *p }
func modifies(a [3]int) [3]int          { a[0] = 99; return a }
func makeAdder(n int) func(int) int     { return func(x int) int { n += x; return n } }
func sum(xs []int) (t int) {
	for _, x := range xs {
		t += x
	}
	return
}
func recursiveEven(n int) bool { return n == 0 || !recursiveEven(n-1) }
func withDefer(p *[]string, s string) int {
	defer func() { *p = append(*p, s) }()
	return len(*p)
}
func recovers(f func()) (r any) {
	defer func() { r = recover() }()
	f()
	return "no panic"
}
func doRecover() any { return recover() }
func panics(n int) int {
	if n < 0 {
		panic("negative")
	}
	return n
}
func sw(x any) int {
	switch x := x.(type) {
	case int:
		return x
	case string:
		return len(x)
	}
	return -1
}

type op interface{ apply(int) int }
type inc struct{ by int }

func (i inc) apply(n int) int { return n + i.by }
func run(o op, n int) int     { return o.apply(o.apply(n)) }

func effectOrder(log *[]int, n int) int { *log = append(*log, n); return n }

func main() {
	n := 5
	fmt.Println(twice(n), n, first(mutate(&n), mutate(&n)), n, pick(n > 5, mutate(&n), n*100), n)
	v := vec{1, 2, 3}
	w := v.add(v).add(vec{10, 10, 10})
	fmt.Println(v, w, *v.scale(2).scale(3), v)
	t := 0
	w.each(func(x int) { t = t*100 + x })
	fmt.Println(t, early(3), early(10), early(1000), shadow(4))
	a, b := swap(swap("a", "b"))
	fmt.Println(a, b, variadic(), variadic(1, 2), variadic([]int{1, 2, 3}...))
	arr := [3]int{1, 2, 3}
	fmt.Println(modifies(arr), arr, modifies(modifies(arr))[1])
	f, g := makeAdder(10), makeAdder(100)
	fmt.Println(f(1), f(1), g(1), f(1), sum([]int{1, 2, 3}), recursiveEven(10))
	var log []string
	fmt.Println(withDefer(&log, "a"), withDefer(&log, "b"), log)
	fmt.Println(recovers(func() { panics(-1) }), recovers(func() { panics(1) }))
	fmt.Println(recovers(func() { defer func() { fmt.Println("inlined recover:", doRecover()) }(); panic("p") }))
	fmt.Println(sw(5), sw("four"), sw(nil), run(inc{3}, 1), run(&inc{4}, 1))
	var order []int
	r := effectOrder(&order, 1) + twice(effectOrder(&order, 2))*first(effectOrder(&order, 3), effectOrder(&order, 4))
	fmt.Println(r, order)
	for i := range 3 {
		defer func(k int) { fmt.Print(twice(k), pick(k == i, 1, 0), " ") }(i)
	}
	func() {
		x := twice(4)
		func() { x = first(x+1, 0) }()
		fmt.Println(x)
	}()
}
