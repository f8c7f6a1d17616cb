// run

// When main returns the program ends with code 0, whatever other goroutines do; their deferred calls do not run.
package main

import (
	"fmt"
	"os"
	"runtime"
)

func main() {
	started := make(chan bool)
	go func() {
		defer fmt.Println("never printed")
		started <- true
		select {}
	}()
	go func() {
		started <- true
		for {
			runtime.Gosched()
		}
	}()
	go func() {
		started <- true
		<-make(chan int)
	}()
	for range 3 {
		<-started
	}
	fmt.Fprintln(os.Stdout, "main returns")
}
