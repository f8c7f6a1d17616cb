// run

// Deferred calls run last in, first out; their function value and arguments are evaluated at the defer statement.
package main

import "fmt"

type T struct{ n int }

func (t T) show(s string)     { fmt.Println(s, t.n) }
func (t *T) showPtr(s string) { fmt.Println(s, t.n) }

func arg(s string) string { fmt.Println("eval", s); return s }

func getFunc() func(string) {
	fmt.Println("eval func")
	return func(s string) { fmt.Println("run", s) }
}

func loop() {
	for i := range 4 {
		defer fmt.Print("loop ", i, " ")
		if i%2 == 1 {
			defer func() { fmt.Print("closure ", i, " ") }()
		}
	}
}

func conditional(a, b bool) {
	if a {
		defer fmt.Print("A ")
	}
	if b {
		defer fmt.Print("B ")
	}
	defer fmt.Print("C ")
	if !a && !b {
		return
	}
	defer fmt.Print("D ")
}

func main() {
	defer fmt.Println("last")
	defer getFunc()(arg("x"))
	t := T{1}
	defer t.show("value receiver")
	defer t.showPtr("pointer receiver")
	f := t.show
	defer f("method value")
	t.n = 2
	x := 10
	defer fmt.Println("x was", x)
	defer func() { fmt.Println("x is", x) }()
	defer func(x int) { fmt.Println("param", x) }(x + 1)
	x = 20
	fn := func() { fmt.Println("first fn") }
	defer fn()
	fn = func() { fmt.Println("second fn") }
	p := &t
	defer p.show("through pointer")
	p = &T{99}
	var i fmt.Stringer = str("iface")
	defer fmt.Println(i.String())
	defer i.String()
	loop()
	fmt.Println()
	for _, c := range [][2]bool{{true, true}, {true, false}, {false, true}, {false, false}} {
		conditional(c[0], c[1])
		fmt.Println()
	}
	m := map[string]int{"k": 1}
	ch := make(chan int, 1)
	s := []int{1, 2, 3}
	defer delete(m, "k")
	defer close(ch)
	defer copy(s, s[1:])
	defer clear(s)
	defer print()
	defer func() {
		defer func() { fmt.Println("inner deferred") }()
		fmt.Println("outer deferred", len(m), s)
	}()
	fmt.Println("body done")
}

type str string

func (s str) String() string { return string(s) }
