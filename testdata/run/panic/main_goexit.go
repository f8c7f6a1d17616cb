// run

// Goexit of the main goroutine lets the others run on; when they are gone too, it is a deadlock.
package main

import (
	"fmt"
	"runtime"
)

func main() {
	go func() {
		fmt.Println("other goroutine runs")
	}()
	defer fmt.Println("main's deferred call")
	runtime.Goexit()
}
