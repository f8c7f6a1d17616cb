// run

// Results that nobody uses: the effects and panics of computing them stay, and nothing else may disappear with them.
package main

import "fmt"

var trace []string

func f(s string) int { trace = append(trace, s); return len(s) }

type T struct{ a, b int }

func (t T) m() T { trace = append(trace, "m"); return t }

func must(name string, fn func()) {
	trace = nil
	defer func() {
		r := recover()
		fmt.Println(name, trace, r)
	}()
	fn()
}

//go:noinline
func overwritten(p *int) int {
	*p = 1
	x := *p
	*p = 2
	y := *p
	*p = 3
	return x*10 + y
}

//go:noinline
func partial(s []int) []int {
	t := make([]int, len(s))
	for i := range s {
		t[i] = s[i] * 2
		t[i] = s[i] * 3
	}
	_ = append(t[:0], 100) // writes into t
	return t
}

//go:noinline
func conditionalStores(b bool, p, q *int) {
	*p = 1
	if b {
		*q = 2
	} else {
		*p = 3
	}
	*q += *p
}

//go:noinline
func unusedResults() (a int) {
	x, _ := f("one"), f("two")
	_ = x
	_, a = f("three"), f("four")
	a = f("five")
	return
}

//go:noinline
func loopOnlyForEffect(n int) {
	for i := 0; i < n; i++ {
		f(fmt.Sprint(i))
	}
	for range n {
	}
	for i := range n {
		_ = i * i
	}
}

//go:noinline
func storeBeforePanic(p *int, d int) int {
	*p = 5
	r := 10 / d
	*p = 6
	return r
}

//go:noinline
func storeBeforeNil(p *int, q *T) {
	*p = 7
	q.a = 1
	*p = 8
}

func main() {
	zero, x, y := 0, 0, 0
	must("discarded division", func() { _ = f("a") / zero })
	must("discarded index", func() { _ = []int{f("b")}[f("cc")] })
	must("discarded call chain", func() { _ = T{}.m().m().a })
	must("discarded map read", func() { m := map[any]int{}; _ = m[[]int{f("k")}] })
	must("discarded conversion", func() { _ = any(f("c")).(string) })
	must("discarded receive", func() { c := make(chan int, 1); c <- 1; _ = <-c; fmt.Print(len(c), " ") })
	must("discarded comparison", func() { _ = any([]int{}) == any([]int{}) })
	must("discarded literal", func() { _ = []int{f("x"), f("y")}; _ = T{f("p"), f("q")} })
	must("discarded slice", func() { s := []int{1}; _ = s[f("long"):] })
	must("discarded string op", func() { s := "s"; _ = s + fmt.Sprint(f("t")); _ = s[f("uu")] })
	must("discarded shift", func() { _ = 1 << (zero - f("s")) })
	must("discarded make", func() { _ = make([]int, zero-f("m")) })
	must("unused results", func() { unusedResults() })
	must("loops", func() { loopOnlyForEffect(2) })
	fmt.Println(overwritten(&x), x, partial([]int{1, 2}))
	conditionalStores(true, &x, &y)
	fmt.Println(x, y)
	conditionalStores(false, &x, &x)
	fmt.Println(x)
	must("store before division", func() { storeBeforePanic(&x, zero) })
	fmt.Println(x)
	must("store before nil", func() { storeBeforeNil(&x, nil) })
	fmt.Println(x)
}
