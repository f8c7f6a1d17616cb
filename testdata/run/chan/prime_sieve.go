// run

// A pipeline of filters, one goroutine per prime.
package main

import "fmt"

func filter(in <-chan int, prime int, stop <-chan struct{}) <-chan int {
	out := make(chan int)
	go func() {
		for {
			select {
			case n := <-in:
				if n%prime == 0 {
					continue
				}
				select {
				case out <- n:
				case <-stop:
					return
				}
			case <-stop:
				return
			}
		}
	}()
	return out
}

func main() {
	stop := make(chan struct{})
	defer close(stop)
	numbers := make(chan int)
	go func() {
		for n := 2; ; n++ {
			select {
			case numbers <- n:
			case <-stop:
				return
			}
		}
	}()
	var ch <-chan int = numbers
	sum := 0
	for range 100 {
		p := <-ch
		sum += p
		ch = filter(ch, p, stop)
	}
	fmt.Println(sum, <-ch)
}
