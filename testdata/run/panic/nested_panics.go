// run

// Panics in deferred calls print as an indented list, newest last.
package main

func a() {
	defer b()
	panic("a")
}

func b() {
	defer func() {
		defer func() {
			panic("d")
		}()
		panic("c")
	}()
	panic("b")
}

func main() {
	a()
}
