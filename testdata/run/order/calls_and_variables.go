// run

// Calls, receives and index panics happen left to right; plain variable reads happen as gc orders them.
package main

import "fmt"

var trace []string

func t(s string, n int) int { trace = append(trace, s); return n }

func flush() { fmt.Println(trace); trace = nil }

func three(a, b, c int) int { trace = append(trace, "three"); return a + b + c }

type T struct{ n int }

func (x T) m(a, b int) T { trace = append(trace, fmt.Sprint("m", x.n)); return T{x.n + 1} }

func mk(n int) T { trace = append(trace, fmt.Sprint("mk", n)); return T{n} }

func fn(s string) func(int, int) int {
	trace = append(trace, "fn"+s)
	return func(a, b int) int { trace = append(trace, "call"+s); return a - b }
}

func main() {
	_ = t("a", 1) + t("b", 2)*t("c", 3) - t("d", 4)
	flush()
	_ = three(t("a", 1), t("b", 2), three(t("c", 3), t("d", 4), 0))
	flush()
	mk(1).m(t("x", 0), t("y", 0)).m(t("z", 0), 0)
	flush()
	fn("F")(t("p", 1), fn("G")(t("q", 2), t("r", 3)))
	flush()
	s := make([]int, 10)
	s[t("i", 1)] = t("v", 5) + s[t("j", 2)]
	flush()
	m := map[int]int{}
	m[t("k", 1)], s[t("i", 3)] = t("v1", 7), t("v2", 8)
	flush()
	_ = []int{t("e0", 0), t("e1", 1), t("e2", 2)}
	_ = map[int]int{t("k0", 0): t("v0", 0), t("k1", 1): t("v1", 1)}
	flush()
	_ = t("l", 1) < t("r", 2) && t("and", 0) == 0 || t("or", 1) == 1
	flush()
	c := make(chan int, 3)
	c <- 1
	c <- 2
	_ = <-c*10 + t("after receive", 0) + <-c
	flush()
	if x := t("init", 1); x == t("cond", 2) {
	} else if y := t("init2", 3); y == t("cond2", 3) {
		flush()
	}
	switch t("tag", 1) {
	case t("c1", 2), t("c2", 1), t("c3", 1):
	}
	flush()
	defer func(a, b int) {}(t("defer1", 1), t("defer2", 2))
	go func(a int) {}(t("go", 1))
	flush()
	_ = s[t("lo", 1):t("hi", 4):t("max", 5)]
	_ = struct{ b, a int }{a: t("field a", 1), b: t("field b", 2)}
	flush()
	_ = fmt.Sprint(t("x", 1), "lit", t("y", 2), T{t("z", 3)}.m(0, 0))
	flush()
	_ = func() int { return t("in literal", 1) }() + t("after literal", 2)
	flush()
	var arr [3]int
	p := &arr
	p[t("pi", 0)], p[t("pj", 1)], p[t("pk", 2)] = t("1", 1), t("2", 2), t("3", 3)
	flush()
	_, _ = t("blank1", 1), t("blank2", 2)
	for range t("range once", 2) {
		t("iter", 0)
	}
	flush()
}
