// run

// defer inside a range-over-func body runs when the enclosing function returns; recover works in it.
package main

import (
	"fmt"
	"iter"
)

func seq(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("iterator done")
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func deferred() {
	defer fmt.Println("first declared, last run")
	for i := range seq(3) {
		defer fmt.Println("deferred in body", i)
		defer func() { fmt.Println("closure in body", i); i++ }()
	}
	fmt.Println("after loop")
}

func nested() (n int) {
	for i := range seq(2) {
		for j := range seq(2) {
			defer func() { n = n*10 + i*2 + j + 1 }()
			if i == 1 {
				return 9
			}
		}
	}
	return 0
}

func recovers() (err error) {
	for i := range seq(5) {
		defer func() {
			if e := recover(); e != nil {
				err = fmt.Errorf("recovered %v at %d", e, i)
			}
		}()
		if i == 2 {
			panic("body panic")
		}
	}
	return nil
}

func iteratorRecovers() {
	it := func(yield func(int) bool) {
		defer func() { fmt.Println("iterator sees", recover()) }()
		yield(1)
	}
	defer func() { fmt.Println("function sees", recover()) }()
	for x := range it {
		panic(fmt.Sprint("from body ", x))
	}
	fmt.Println("after swallowed panic")
}

func iteratorPanics() {
	defer func() { fmt.Println("caught", recover()) }()
	for i := range func(yield func(int) bool) { yield(1); panic("iterator panic") } {
		defer fmt.Println("body defer", i)
	}
}

func literal() {
	for i := range seq(2) {
		func() {
			defer fmt.Println("literal's own defer", i)
			for j := range seq(1) {
				defer fmt.Println("inside literal", i, j)
			}
			fmt.Println("literal body")
		}()
	}
}

func loopDefers() {
	for i := range 2 {
		for j := range seq(2) {
			defer fmt.Print(i, j, " ")
		}
	}
}

func main() {
	deferred()
	fmt.Println(nested())
	fmt.Println(recovers())
	iteratorRecovers()
	iteratorPanics()
	literal()
	loopDefers()
	fmt.Println()
}
