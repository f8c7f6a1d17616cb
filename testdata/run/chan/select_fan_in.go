// run

// select merging several producers, with a quit channel, and results independent of scheduling.
package main

import (
	"fmt"
	"sort"
)

type event struct {
	src string
	n   int
}

func produce(name string, n int, quit <-chan struct{}) <-chan event {
	c := make(chan event)
	go func() {
		defer close(c)
		for i := range n {
			select {
			case c <- event{name, i}:
			case <-quit:
				return
			}
		}
	}()
	return c
}

func fanIn(cs ...<-chan event) <-chan event {
	out := make(chan event)
	done := make(chan bool)
	for _, c := range cs {
		go func() {
			for e := range c {
				out <- e
			}
			done <- true
		}()
	}
	go func() {
		for range cs {
			<-done
		}
		close(out)
	}()
	return out
}

func main() {
	quit := make(chan struct{})
	sums := map[string]int{}
	for e := range fanIn(produce("a", 100, quit), produce("b", 50, quit), produce("c", 1, quit), produce("none", 0, quit)) {
		sums[e.src] += e.n
	}
	fmt.Println(sums)

	a, b := produce("x", 1<<30, quit), produce("y", 1<<30, quit)
	seen := map[string]bool{}
	lastA, lastB := -1, -1
	for len(seen) < 2 || lastA < 100 {
		select {
		case e := <-a:
			if e.n != lastA+1 {
				fmt.Println("out of order")
			}
			lastA = e.n
			seen[e.src] = true
		case e := <-b:
			if e.n != lastB+1 {
				fmt.Println("out of order")
			}
			lastB = e.n
			seen[e.src] = true
		}
	}
	close(quit)
	for range a {
	}
	for range b {
	}
	var names []string
	for n := range seen {
		names = append(names, n)
	}
	sort.Strings(names)
	fmt.Println(names)

	// Workers take jobs and put results, in any order.
	jobs, results := make(chan int), make(chan [2]int)
	for range 4 {
		go func() {
			for j := range jobs {
				results <- [2]int{j, j * j}
			}
		}()
	}
	squares := map[int]int{}
	for next, got := 0, 0; got < 100; {
		var send chan int
		if next < 100 {
			send = jobs
		}
		select {
		case send <- next:
			next++
		case r := <-results:
			squares[r[0]] = r[1]
			got++
		}
	}
	close(jobs)
	total := 0
	for k, v := range squares {
		total += v - k
	}
	fmt.Println(len(squares), total)
}
