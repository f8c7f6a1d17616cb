// run

// Unsynchronised reads from several goroutines are fine, and so are writes to maps of their own.
package main

import (
	"fmt"
	"sync"
)

func main() {
	shared := map[int]int{}
	for i := range 1000 {
		shared[i] = i * i
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	merged := map[int]int{}
	sums := make([]int, 8)
	for g := range 8 {
		wg.Go(func() {
			own := map[int]int{}
			for i := range 1000 {
				own[i%97] += shared[i] + g
				sums[g] += shared[i]
			}
			for k, v := range shared {
				if v != k*k {
					panic("read of a shared map")
				}
			}
			mu.Lock()
			defer mu.Unlock()
			for k, v := range own {
				merged[k] += v
			}
		})
	}
	wg.Wait()
	fmt.Println(sums[0], sums[7], len(merged), merged[0], merged[96])
}
