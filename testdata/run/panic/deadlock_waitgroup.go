// run

// A WaitGroup that never reaches zero, with a second goroutine waiting on a channel: both are listed.
package main

import "sync"

//go:noinline
func worker(wg *sync.WaitGroup, in <-chan int) {
	defer wg.Done()
	<-in
}

func main() {
	var wg sync.WaitGroup
	wg.Add(1)
	in := make(chan int)
	go worker(&wg, in)
	wg.Wait()
}
