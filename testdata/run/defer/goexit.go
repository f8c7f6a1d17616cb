// runtime.Goexit runs deferred calls, cannot be recovered, and is not a panic.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func inGoroutine(name string, f func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer func() { fmt.Println(name, "outermost:", recover()) }()
		f()
		fmt.Println(name, "returned")
	}()
	wg.Wait()
}

func nested() {
	defer fmt.Println("nested defer")
	runtime.Goexit()
	fmt.Println("not reached")
}

func main() {
	inGoroutine("plain", func() {
		defer fmt.Println("deferred 1")
		defer func() { fmt.Println("deferred 2", recover()) }()
		nested()
	})
	inGoroutine("panic in deferred, recovered", func() {
		defer func() { fmt.Println("recovered", recover()) }()
		defer func() { panic("during Goexit") }()
		runtime.Goexit()
	})
	inGoroutine("goexit in deferred of a panic", func() {
		defer func() { fmt.Println("sees", recover()) }()
		defer runtime.Goexit()
		panic("aborted by Goexit")
	})
	inGoroutine("recover then goexit", func() {
		defer func() {
			fmt.Println("got", recover())
			runtime.Goexit()
		}()
		panic("x")
	})
	inGoroutine("goexit twice", func() {
		defer func() {
			defer fmt.Println("second goexit's defer")
			runtime.Goexit()
		}()
		runtime.Goexit()
	})
	inGoroutine("normal", func() {})
}
