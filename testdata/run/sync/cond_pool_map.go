// run

// Cond with Signal and Broadcast, Pool, and sync.Map with all its operations.
package main

import (
	"fmt"
	"sort"
	"sync"
)

type queue struct {
	mu    sync.Mutex
	ready *sync.Cond
	items []int
	open  bool
}

func (q *queue) put(v int) {
	q.mu.Lock()
	q.items = append(q.items, v)
	q.mu.Unlock()
	q.ready.Signal()
}

func (q *queue) get() (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && q.open {
		q.ready.Wait()
	}
	if len(q.items) == 0 {
		return 0, false
	}
	v := q.items[0]
	q.items = q.items[1:]
	return v, true
}

func main() {
	q := &queue{open: true}
	q.ready = sync.NewCond(&q.mu)
	var wg sync.WaitGroup
	var mu sync.Mutex
	total, n := 0, 0
	for range 5 {
		wg.Go(func() {
			for {
				v, ok := q.get()
				if !ok {
					return
				}
				mu.Lock()
				total += v
				n++
				mu.Unlock()
			}
		})
	}
	for i := range 500 {
		q.put(i)
	}
	q.mu.Lock()
	q.open = false
	q.mu.Unlock()
	q.ready.Broadcast()
	wg.Wait()
	fmt.Println(total, n)

	created := 0
	pool := sync.Pool{New: func() any { created++; return new([]byte) }}
	b := pool.Get().(*[]byte)
	*b = append(*b, "data"...)
	pool.Put(b)
	c := pool.Get().(*[]byte)
	fmt.Println(created >= 1, c != nil, (&sync.Pool{}).Get() == nil)

	var m sync.Map
	for i := range 10 {
		m.Store(i, fmt.Sprint("v", i))
	}
	v, ok := m.Load(3)
	fmt.Println(v, ok)
	_, ok = m.Load("3")
	fmt.Println(ok)
	fmt.Println(m.LoadOrStore(3, "new"))
	fmt.Println(m.LoadOrStore("k", 1))
	fmt.Println(m.LoadAndDelete(4))
	fmt.Println(m.LoadAndDelete(4))
	fmt.Println(m.Swap(5, "swapped"))
	fmt.Println(m.CompareAndSwap(5, "v5", "x"), m.CompareAndSwap(5, "swapped", "y"), m.CompareAndDelete(5, "x"), m.CompareAndDelete(5, "y"))
	m.Delete(6)
	var keys []string
	m.Range(func(k, v any) bool {
		keys = append(keys, fmt.Sprint(k, "=", v))
		return true
	})
	sort.Strings(keys)
	fmt.Println(keys)
	count := 0
	m.Range(func(k, v any) bool { count++; return count < 3 })
	fmt.Println(count)
	for i := range 8 {
		wg.Go(func() {
			for j := range 200 {
				m.Store(j*8+i, j)
				m.LoadOrStore(-j, i)
			}
		})
	}
	wg.Wait()
	count = 0
	m.Range(func(k, v any) bool { count++; return true })
	m.Clear()
	_, ok = m.Load(3)
	fmt.Println(count, ok)
}
