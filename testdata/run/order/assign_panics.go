// run

// Which side effects have happened when an assignment, a call or a composite literal panics.
package main

import "fmt"

var trace []string

func t(s string) int { trace = append(trace, s); return 0 }

func boom(s string) int { trace = append(trace, s); panic(s) }

func try(name string, f func()) {
	trace = nil
	defer func() { fmt.Println(name, trace, "panic:", recover()) }()
	f()
}

func use(...any) { trace = append(trace, "use") }

type T struct {
	n int
	f func(int) int
	p *T
}

func (x *T) set(n int) *T { trace = append(trace, "set"); x.n = n; return x }

func main() {
	var nilMap map[int]int
	var nilT *T
	var nilFn func(...int) int
	s := []int{1, 2, 3}
	arr := [3]int{}
	five := 5
	try("map assign", func() { nilMap[t("key")] = t("value") })
	try("map assign, value panics", func() { nilMap[t("key")] = boom("value") })
	try("slice index", func() { s[five+t("index")] = t("value") })
	try("slice index, value panics", func() { s[five+t("index")] = boom("value") })
	try("array index", func() { arr[five+t("index")] = t("value") })
	try("nil field", func() { nilT.n = t("value") })
	try("nil field chain", func() { nilT.p.n = t("value") })
	try("nil func call", func() { nilFn(t("arg1"), t("arg2")) })
	try("nil field func", func() { (&T{}).f(t("arg")) })
	try("nil struct's func", func() { nilT.f(t("arg")) })
	try("method on nil", func() { nilT.set(t("arg")) })
	try("division", func() { _ = t("left") / (t("right") * five) })
	try("division in argument", func() { nilFn(t("a"), 1/t("zero"), t("b")) })
	try("index in argument", func() { use(t("a"), s[five], t("b")) })
	try("conversion in argument", func() { use(t("a"), any(five).(string), t("b")) })
	try("deref in argument", func() { use(t("a"), *(*int)(nil), t("b")) })
	try("composite", func() { _ = []int{t("a"), s[five], t("b")} })
	try("op assign", func() { s[five] += t("value") })
	try("op assign field", func() { nilT.n += t("value") })
	try("increment map", func() { nilMap[t("key")]++ })
	try("receive", func() { c := make(chan int); close(c); use(t("a"), <-c, t("b"), s[five]) })
	try("send", func() { c := make(chan int, 1); close(c); c <- t("value") })
	try("send, value panics", func() { var c chan int; c <- boom("value") })
	try("append", func() { _ = append(s, t("a"), s[five], t("b")) })
	try("append to nil deref", func() { var p *[]int; *p = append(*p, t("a")) })
	try("copy", func() { var p *[]int; copy(*p, s[t("from"):]) })
	try("delete", func() { var p *map[int]int; delete(*p, t("key")) })
	try("defer", func() { defer nilFn(t("arg")); t("body") })
	try("defer on nil interface", func() { var e error; defer e.Error(); t("body") })
	try("return", func() {
		_ = func() (int, int) { return t("first"), boom("second") }
		func() (int, int) { return t("first"), boom("second") }()
	})
	try("slice expr", func() { _ = s[t("lo"):five:t("max")] })
	try("range", func() {
		for range s[t("lo"):five] {
			t("body")
		}
	})
	try("swap", func() { s[0], s[five] = t("a"), t("b") })
	try("type switch", func() {
		switch any(boom("guard")).(type) {
		case int:
			t("case")
		}
	})
	fmt.Println(s, arr)
}
