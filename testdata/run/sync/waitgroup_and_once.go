// run

// WaitGroup with Add, Done, Go; Once, OnceFunc, OnceValue(s) including panics; misuse panics.
package main

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	var wg sync.WaitGroup
	var n atomic.Int64
	for i := range 100 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			n.Add(int64(i))
		}()
	}
	wg.Wait()
	for range 50 {
		wg.Go(func() { n.Add(1000) })
	}
	wg.Wait()
	wg.Wait()
	fmt.Println(n.Load())
	try(func() { var w sync.WaitGroup; w.Done() })
	try(func() { var w sync.WaitGroup; w.Add(-5) })

	var once sync.Once
	runs := 0
	for range 10 {
		wg.Go(func() { once.Do(func() { runs++ }) })
	}
	wg.Wait()
	once.Do(func() { runs = 100 })
	fmt.Println(runs)
	var o2 sync.Once
	try(func() { o2.Do(func() { panic("in once") }) })
	o2.Do(func() { fmt.Println("never: a panicking Do counts as done") })

	f := sync.OnceFunc(func() { runs++ })
	f()
	f()
	v := sync.OnceValue(func() int { runs++; return runs * 10 })
	fmt.Println(v(), v(), runs)
	vs := sync.OnceValues(func() (string, error) { return "v", errors.New("e") })
	fmt.Println(vs())
	a, b := vs()
	fmt.Println(a, b)
	p := sync.OnceValue(func() int { panic(fmt.Sprint("once panic ", runs)) })
	try(func() { p() })
	runs = 99
	try(func() { p() })

	// Nested waits: a group waited on by members of another.
	var outer sync.WaitGroup
	results := make([]int, 10)
	for i := range results {
		outer.Go(func() {
			var inner sync.WaitGroup
			var part atomic.Int32
			for j := range 5 {
				inner.Go(func() { part.Add(int32(i * j)) })
			}
			inner.Wait()
			results[i] = int(part.Load())
		})
	}
	outer.Wait()
	fmt.Println(results)
}
