// run

// go statements with functions, closures, methods, builtins; arguments evaluated at the statement; many goroutines.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

type T struct {
	n  int
	wg *sync.WaitGroup
	mu sync.Mutex
}

func (t *T) add(k int) { t.mu.Lock(); t.n += k; t.mu.Unlock(); t.wg.Done() }
func (t *T) chain() *T { t.n *= 10; return t }

type runner interface{ add(int) }

func worker(id int, in <-chan int, out chan<- string, extra ...any) {
	sum := 0
	for v := range in {
		sum += v
	}
	out <- fmt.Sprint(id, " ", sum, " ", extra)
}

func main() {
	var wg sync.WaitGroup
	t := &T{wg: &wg}
	wg.Add(4)
	go t.add(1)
	var r runner = t
	go r.add(2)
	f := t.add
	go f(3)
	go (*T).add(t, 4)
	wg.Wait()
	fmt.Println(t.n)
	wg.Add(1)
	go t.chain().add(5) // chain runs here, add in the goroutine
	wg.Wait()
	fmt.Println(t.n)

	x := 1
	got := make(chan int)
	go func(v int) { got <- v }(x)
	x = 2
	fmt.Println(<-got)
	in, out := make(chan int), make(chan string)
	go worker(7, in, out, "e", 1.5)
	for i := range 10 {
		in <- i
	}
	close(in)
	fmt.Println(<-out)
	m := map[int]int{1: 1}
	c := make(chan bool)
	go close(c)
	<-c
	go func() { delete(m, 1); got <- len(m) }()
	fmt.Println(<-got)

	results := make([]int, 10000)
	for i := range results {
		wg.Go(func() { results[i] = i * 2 })
	}
	wg.Wait()
	sum := 0
	for _, v := range results {
		sum += v
	}
	fmt.Println(sum)
	var tree func(depth int) int
	tree = func(depth int) int {
		if depth == 0 {
			return 1
		}
		l, r := make(chan int), make(chan int)
		go func() { l <- tree(depth - 1) }()
		go func() { r <- tree(depth - 1) }()
		return <-l + <-r
	}
	fmt.Println(tree(10))
	for runtime.NumGoroutine() > 1 {
		runtime.Gosched()
	}
	fmt.Println(runtime.NumGoroutine())
}
