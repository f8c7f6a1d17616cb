// run

// Panics in deferred functions replace the current one; re-panics, nested recovers and their order.
package main

import (
	"errors"
	"fmt"
)

func try(name string, f func()) {
	defer func() { fmt.Println(name, "->", recover()) }()
	f()
}

type code int

func main() {
	try("replaced", func() {
		defer func() { panic("second") }()
		panic("first")
	})
	try("recovered then new", func() {
		defer func() {
			e := recover()
			panic(fmt.Sprint("new after ", e))
		}()
		panic("old")
	})
	try("same value again", func() {
		defer func() { panic(recover()) }()
		panic(code(5))
	})
	try("three levels", func() {
		defer func() { fmt.Println("outer defer still runs") }()
		defer func() {
			defer func() {
				defer func() { fmt.Println("level 3:", recover()) }()
				panic("p3")
			}()
			panic("p2")
		}()
		panic("p1")
	})
	try("inner recovered, outer goes on", func() {
		defer func() {
			func() {
				defer func() { fmt.Println("inner:", recover()) }()
				panic("inner")
			}()
			fmt.Println("outer still panicking")
		}()
		panic("outer")
	})
	try("recover in order", func() {
		defer func() { fmt.Println("d1:", recover()) }()
		defer func() { panic("from d2") }()
		defer func() { fmt.Println("d3:", recover()) }()
		panic("body")
	})
	try("runtime error while panicking", func() {
		defer func() {
			var m map[string]int
			m["x"] = 1
		}()
		panic("lost")
	})
	try("error chain", func() {
		defer func() {
			if err, ok := recover().(error); ok {
				panic(fmt.Errorf("outer: %w", err))
			}
		}()
		panic(errors.New("cause"))
	})
	// After a recovery the function returns normally and later panics start afresh.
	n := 0
	for i := range 3 {
		try("again", func() {
			defer func() {
				if i == 1 {
					recover()
				}
			}()
			n++
			panic(i)
		})
	}
	f := func() (r int) {
		defer func() { recover(); r = -r }()
		r = 5
		var p *int
		return *p
	}
	fmt.Println(n, f())
}
