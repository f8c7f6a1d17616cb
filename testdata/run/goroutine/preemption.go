// run

// A goroutine in a loop without calls does not keep others from running.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

var stop atomic.Bool
var sink int

func spin() {
	for !stop.Load() {
	}
}

//go:noinline
func count(n int) (s int) {
	for i := 0; i < n; i++ {
		s += i ^ s
	}
	return
}

func main() {
	runtime.GOMAXPROCS(1)
	done := make(chan bool)
	go func() { spin(); done <- true }()
	time.Sleep(time.Millisecond) // the spinner runs now
	go func() { stop.Store(true) }()
	<-done
	fmt.Println("spinner stopped")

	var ticks atomic.Int32
	finished := make(chan bool)
	go func() {
		sink = count(100_000_000)
		close(finished)
	}()
	go func() {
		for {
			select {
			case <-finished:
				return
			default:
				ticks.Add(1)
				runtime.Gosched()
			}
		}
	}()
	<-finished
	fmt.Println("ticked during computation:", ticks.Load() > 0)
	fmt.Println(runtime.GOMAXPROCS(0))
}
