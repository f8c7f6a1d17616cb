// run

// What Callers gives below a program's own functions, in main, init functions and goroutines.
package main

import (
	"fmt"
	"reflect"
	"runtime"
)

func frames() (names []string) {
	var pcs [30]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		frame, more := frames.Next()
		names = append(names, frame.Function)
		if !more {
			return names
		}
	}
}

var inVariable = frames()

var inInit []string

func init() { inInit = frames() }

func named(f any) string {
	return runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name()
}

func callee(n int) int { return n * 2 }

func main() {
	fmt.Println(inVariable)
	fmt.Println(inInit)
	fmt.Println(frames())
	done := make(chan []string)
	go func() { done <- frames() }()
	fmt.Println(<-done)
	fmt.Println(named(callee), named(main), named(func() {}))
	_, _, _, ok := runtime.Caller(3)
	fmt.Println(ok)
	pc, _, _, ok := runtime.Caller(1)
	fmt.Println(runtime.FuncForPC(pc).Name(), ok)
}
