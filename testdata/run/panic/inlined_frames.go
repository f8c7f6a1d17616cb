// run

// Tracebacks list inlined functions, closures, method values, generic functions and wrappers by name and line.
package main

type T struct{ n int }

func (t T) value(i int) int { return leaf(t.n, i) }

func leaf(a, b int) int { return a / b }

type caller interface{ value(int) int }

type wrap struct{ *T }

func generic[P any](p P, f func(P) int) int {
	return f(p)
}

func main() {
	w := wrap{&T{5}}
	var c caller = w
	f := c.value
	func() {
		println(generic(1, f))
		println(generic(0, func(i int) int {
			return f(i)
		}))
	}()
}
