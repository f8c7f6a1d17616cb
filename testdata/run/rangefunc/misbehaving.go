// run

// Iterators that break the protocol panic: yield after false, after return, after panic, or from elsewhere.
package main

import (
	"fmt"
	"runtime"
)

func try(name string, f func()) {
	defer func() {
		e := recover()
		_, rt := e.(runtime.Error)
		fmt.Printf("%s: %v [%t]\n", name, e, rt)
	}()
	f()
	fmt.Print("returned; ")
}

func ignoresFalse(yield func(int) bool) {
	yield(1)
	yield(2)
	yield(3)
}

func swallows(yield func(int) bool) {
	defer func() { recover() }()
	yield(1)
}

func swallowsAndContinues(yield func(int) bool) {
	func() {
		defer func() { fmt.Print("swallowed ", recover(), "; ") }()
		yield(1)
	}()
	yield(2)
}

func main() {
	try("continues after break", func() {
		for range ignoresFalse {
			break
		}
	})
	try("continues after return", func() {
		for range ignoresFalse {
			return
		}
	})
	try("continues after outer continue", func() {
	outer:
		for range 2 {
			for range ignoresFalse {
				continue outer
			}
		}
	})
	var saved func(int) bool
	try("called after the loop", func() {
		for x := range func(yield func(int) bool) { saved = yield; yield(1) } {
			fmt.Print("x=", x, " ")
		}
		saved(2)
	})
	try("called after loop, saved after break", func() {
		for range func(yield func(int) bool) { saved = yield; yield(1) } {
			break
		}
		saved(2)
	})
	try("swallows body panic", func() {
		for range swallows {
			panic("body")
		}
	})
	try("swallows and continues", func() {
		for range swallowsAndContinues {
			panic("body")
		}
	})
	try("called from a goroutine", func() {
		for x := range func(yield func(int) bool) {
			done := make(chan bool)
			go func() { done <- yield(1) }()
			fmt.Print(<-done, " ")
		} {
			fmt.Print("x=", x, " ")
		}
	})
	try("recursive yield", func() {
		n := 0
		var y func(int) bool
		for range func(yield func(int) bool) { y = yield; yield(1) } {
			if n++; n < 2 {
				y(2)
			}
		}
	})
	try("iterator panics after break", func() {
		for range func(yield func(int) bool) {
			if !yield(1) {
				panic("iterator's own")
			}
		} {
			break
		}
	})
	try("nested: inner iterator ignores false", func() {
		for range func(yield func(int) bool) { yield(1) } {
			for range ignoresFalse {
				return
			}
		}
	})
	try("goexit-free normal end", func() {
		for range ignoresFalse {
		}
	})
}
