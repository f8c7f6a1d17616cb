// run

// Closing a channel wakes every blocked receiver with zero values, and panics every blocked sender.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	c := make(chan string)
	var wg sync.WaitGroup
	var mu sync.Mutex
	zero := 0
	for range 50 {
		wg.Go(func() {
			v, ok := <-c
			mu.Lock()
			defer mu.Unlock()
			if v == "" && !ok {
				zero++
			}
		})
	}
	for range 100 {
		runtime.Gosched()
	}
	close(c)
	wg.Wait()
	fmt.Println("woken receivers:", zero)

	d := make(chan int, 1)
	d <- 0
	panics := 0
	texts := map[string]bool{}
	started := make(chan bool)
	for i := range 10 {
		wg.Go(func() {
			defer func() {
				if e := recover(); e != nil {
					mu.Lock()
					panics++
					texts[fmt.Sprint(e)] = true
					mu.Unlock()
				}
			}()
			started <- true
			d <- i
		})
	}
	for range 10 {
		<-started
	}
	for range 200 {
		runtime.Gosched()
	}
	close(d)
	wg.Wait()
	fmt.Println("panicked senders:", panics, texts)
	v, ok := <-d
	fmt.Println(v, ok)
	v, ok = <-d
	fmt.Println(v, ok)

	// Receivers blocked in select are woken, too.
	quit := make(chan struct{})
	never := make(chan int)
	n := 0
	for range 20 {
		wg.Go(func() {
			select {
			case <-never:
			case never <- 1:
			case <-quit:
				mu.Lock()
				n++
				mu.Unlock()
			}
		})
	}
	// Without partners among themselves they would deadlock; with them an even number may have met.
	close(quit)
	wg.Wait()
	fmt.Println(n%2 == 0, n <= 20)
}
