// run

// An unrecovered panic in a goroutine ends the program and names where the goroutine was created.
package main

import "fmt"

//go:noinline
func worker(c chan int) {
	n := <-c
	if n > 1 {
		panic(fmt.Sprint("bad job ", n))
	}
}

func main() {
	c := make(chan int)
	go worker(c)
	c <- 1
	done := make(chan bool)
	go func() {
		worker(c)
		close(done)
	}()
	c <- 2
	<-done
	select {}
}
