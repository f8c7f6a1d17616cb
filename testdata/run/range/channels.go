// run

// range over channels ends at close, after the buffered values; several ranging receivers share the values.
package main

import (
	"fmt"
	"sync"
)

func gen(n int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := range n {
			c <- i
		}
	}()
	return c
}

func pipe(in <-chan int, f func(int) int) <-chan int {
	out := make(chan int, 2)
	go func() {
		for v := range in {
			out <- f(v)
		}
		close(out)
	}()
	return out
}

func main() {
	sum := 0
	for v := range pipe(pipe(gen(100), func(x int) int { return x * x }), func(x int) int { return x + 1 }) {
		sum += v
	}
	fmt.Println(sum)

	in := gen(1000)
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[int]int{}
	for range 5 {
		wg.Go(func() {
			for v := range in {
				mu.Lock()
				got[v]++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	ok := len(got) == 1000
	for _, n := range got {
		ok = ok && n == 1
	}
	fmt.Println(ok)

	c := make(chan string, 4)
	for _, s := range []string{"a", "b", "c"} {
		c <- s
	}
	var last string
	for last = range c {
		if len(c) == 0 {
			close(c)
		}
		if last == "b" {
			continue
		}
		fmt.Print(last, " ")
	}
	fmt.Println("last:", last == "")

	first := 0
	for v := range gen2() {
		first = v
		break
	}
	fmt.Println(first)
	type pair struct {
		c chan int
		f func(int)
	}
	p := pair{c: make(chan int, 10)}
	p.f = func(n int) {
		if n == 0 {
			close(p.c)
			return
		}
		p.c <- n
		p.f(n - 1)
	}
	p.f(5)
	for v := range p.c {
		fmt.Print(v, " ")
	}
	fmt.Println()
	var cs []chan int
	for i := range 3 {
		cs = append(cs, make(chan int, 1))
		cs[i] <- i * 7
		close(cs[i])
	}
	for _, c := range cs {
		for v := range c {
			fmt.Print(v, " ")
		}
	}
	fmt.Println()
}

func gen2() chan int {
	c := make(chan int, 3)
	c <- 11
	c <- 12
	return c
}
