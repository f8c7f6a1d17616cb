// run

// Buffered channels: capacity, length, wrap-around, draining after close, and order with many senders.
package main

import (
	"fmt"
	"sync"
)

func main() {
	c := make(chan int, 3)
	fmt.Println(len(c), cap(c))
	c <- 1
	c <- 2
	fmt.Println(len(c), <-c, len(c))
	c <- 3
	c <- 4
	select {
	case c <- 5:
		fmt.Println("must be full")
	default:
		fmt.Println("full", len(c))
	}
	close(c)
	for range 5 {
		v, ok := <-c
		fmt.Print(v, ok, " ")
	}
	fmt.Println(len(c), cap(c))

	// The ring wraps around many times.
	r := make(chan [3]int, 5)
	sum := 0
	for i := range 1000 {
		r <- [3]int{i, i + 1, i + 2}
		if len(r) == cap(r) {
			for range 3 {
				v := <-r
				sum += v[0] * v[2]
			}
		}
	}
	fmt.Println(sum, len(r))

	// Each sender's values stay in order.
	out := make(chan [2]int, 4)
	var wg sync.WaitGroup
	for s := range 4 {
		wg.Go(func() {
			for i := range 250 {
				out <- [2]int{s, i}
			}
		})
	}
	go func() { wg.Wait(); close(out) }()
	next := [4]int{}
	ordered := true
	for v := range out {
		ordered = ordered && next[v[0]] == v[1]
		next[v[0]]++
	}
	fmt.Println(next, ordered)

	sem := make(chan struct{}, 2)
	var mu sync.Mutex
	active, peak := 0, 0
	for range 20 {
		wg.Go(func() {
			sem <- struct{}{}
			mu.Lock()
			active++
			peak = max(peak, active)
			mu.Unlock()
			mu.Lock()
			active--
			mu.Unlock()
			<-sem
		})
	}
	wg.Wait()
	fmt.Println(peak <= 2, active)
	any1 := make(chan any, 4)
	any1 <- nil
	any1 <- 1
	any1 <- error(nil)
	any1 <- "s"
	fmt.Println(<-any1, <-any1, <-any1, <-any1)
	big := make(chan [1000]byte, 2)
	big <- [1000]byte{999: 1}
	b := <-big
	fmt.Println(b[999], len(big))
}
