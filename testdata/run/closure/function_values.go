// run

// Function values in variables, maps, slices, structs, channels and interfaces; nil functions; higher order.
package main

import (
	"fmt"
	"slices"
	"strings"
)

type op func(float64, float64) (float64, error)

type handler struct {
	name string
	run  func(args ...string) string
	next *handler
}

func compose[A, B, C any](f func(A) B, g func(B) C) func(A) C {
	return func(a A) C { return g(f(a)) }
}

func curry(f func(int, int, int) int) func(int) func(int) func(int) int {
	return func(a int) func(int) func(int) int {
		return func(b int) func(int) int {
			return func(c int) int { return f(a, b, c) }
		}
	}
}

func double(x int) int { return x * 2 }

var table = map[string]op{
	"+": func(a, b float64) (float64, error) { return a + b, nil },
	"/": func(a, b float64) (float64, error) {
		if b == 0 {
			return 0, fmt.Errorf("division of %v by zero", a)
		}
		return a / b, nil
	},
}

func main() {
	fmt.Println(table["+"](1, 2))
	fmt.Println(table["/"](1, 0))
	f := double
	fmt.Println(f(4), f != nil, compose(f, func(x int) string { return strings.Repeat("x", x) })(3))
	fmt.Println(curry(func(a, b, c int) int { return a*100 + b*10 + c })(1)(2)(3))
	fs := []func(int) int{double, func(x int) int { return x + 1 }, nil}
	x := 5
	for _, f := range fs {
		if f != nil {
			x = f(x)
		}
	}
	fmt.Println(x)
	chain := &handler{"a", func(args ...string) string { return strings.Join(args, "+") }, &handler{"b", func(args ...string) string { return fmt.Sprint(len(args)) }, nil}}
	for h := chain; h != nil; h = h.next {
		fmt.Print(h.name, "=", h.run("p", "q"), " ")
	}
	fmt.Println(chain.run())
	ch := make(chan func() string, 1)
	ch <- func() string { return "from channel" }
	fmt.Println((<-ch)())
	var i any = double
	fmt.Println(i.(func(int) int)(8))
	_, ok := i.(func(int) int64)
	fmt.Printf("%t %T %T\n", ok, i, table["+"])
	words := strings.Fields("delta alpha charlie bravo")
	slices.SortFunc(words, func(a, b string) int { return strings.Compare(a[1:], b[1:]) })
	fmt.Println(words, slices.IndexFunc(words, func(s string) bool { return len(s) > 5 }))

	func() {
		defer func() { fmt.Println(recover()) }()
		fs[2](1)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		table["none"](1, 2)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var h handler
		h.run("x")
	}()
	swap := func(a, b any) (any, any) { return b, a }
	fmt.Println(swap(swap(1, "two")))
	fmt.Println(func(fs ...func() int) (n int) {
		for _, f := range fs {
			n = n*10 + f()
		}
		return
	}(func() int { return 1 }, func() int { return x }, func() int { return len(words) }))
}
