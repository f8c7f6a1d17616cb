// run

// Panics unwind thousands of frames with deferred calls; recovery at the top, in the middle, and at every level.
package main

import (
	"errors"
	"fmt"
)

var count int

func down(n int) {
	defer func() { count++ }()
	if n == 0 {
		panic("bottom")
	}
	down(n - 1)
}

func catch(n int) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("%v after %d", e, count)
		}
	}()
	down(n)
	return nil
}

func everyLevel(n int) (depth int) {
	defer func() {
		if e := recover(); e != nil {
			depth = e.(int) + 1
			if n > 0 {
				panic(depth)
			}
		}
	}()
	if n == 2000 {
		panic(0)
	}
	return everyLevel(n + 1)
}

func up(n int) int {
	defer func() {
		if n%2 == 0 {
			recover()
		}
	}()
	if n == 0 {
		return 0
	}
	if n%3 == 0 {
		panic(n)
	}
	return up(n-1) + 1
}

func deepInDeferred(n int) (r int) {
	defer func() {
		if n > 0 {
			r = deepInDeferred(n-1) + 1
		}
	}()
	return 0
}

func panicInDeferred(n int) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = errors.Join(fmt.Errorf("level %d", n), e.(error))
			if n < 3 {
				defer func() { err = fmt.Errorf("outer %d: %w", n, recover().(error)) }()
				panic(panicInDeferred(n + 1))
			}
		}
	}()
	panic(fmt.Errorf("start %d", n))
}

func main() {
	fmt.Println(catch(10000))
	fmt.Println(catch(5))
	fmt.Println(up(100), up(101), up(7), up(2), deepInDeferred(1000))
	func() {
		defer func() { fmt.Println("outside", recover()) }()
		fmt.Println(everyLevel(0))
	}()
	fmt.Println(panicInDeferred(1))
}
