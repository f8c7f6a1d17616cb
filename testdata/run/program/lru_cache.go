// run

// A generic LRU cache over container/list with eviction callbacks and statistics, used concurrently.
package main

import (
	"container/list"
	"fmt"
	"strings"
	"sync"
)

type Cache[K comparable, V any] struct {
	mu      sync.Mutex
	cap     int
	order   *list.List
	items   map[K]*list.Element
	onEvict func(K, V)
	stats   struct{ hits, misses, evicted int }
}

type entry[K comparable, V any] struct {
	key K
	val V
}

func New[K comparable, V any](capacity int, onEvict func(K, V)) *Cache[K, V] {
	return &Cache[K, V]{cap: capacity, order: list.New(), items: map[K]*list.Element{}, onEvict: onEvict}
}

func (c *Cache[K, V]) Get(k K) (v V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.items[k]
	if !ok {
		c.stats.misses++
		return
	}
	c.stats.hits++
	c.order.MoveToFront(e)
	return e.Value.(*entry[K, V]).val, true
}

func (c *Cache[K, V]) Put(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.items[k]; ok {
		e.Value.(*entry[K, V]).val = v
		c.order.MoveToFront(e)
		return
	}
	if c.order.Len() == c.cap {
		last := c.order.Remove(c.order.Back()).(*entry[K, V])
		delete(c.items, last.key)
		c.stats.evicted++
		if c.onEvict != nil {
			c.onEvict(last.key, last.val)
		}
	}
	c.items[k] = c.order.PushFront(&entry[K, V]{k, v})
}

func (c *Cache[K, V]) Keys() (keys []K) {
	for e := c.order.Front(); e != nil; e = e.Next() {
		keys = append(keys, e.Value.(*entry[K, V]).key)
	}
	return
}

func main() {
	var evicted []string
	c := New(3, func(k string, v int) { evicted = append(evicted, fmt.Sprint(k, v)) })
	for i, k := range strings.Fields("a b c a d e a b a") {
		if v, ok := c.Get(k); ok {
			c.Put(k, v+100)
		} else {
			c.Put(k, i)
		}
	}
	fmt.Println(c.Keys(), evicted, c.stats)
	type point struct{ x, y int }
	d := New[point, []string](2, nil)
	d.Put(point{1, 2}, []string{"p"})
	d.Put(point{3, 4}, nil)
	d.Put(point{1, 2}, append([]string{"q"}, "r"))
	d.Put(point{5, 6}, []string{})
	fmt.Println(d.Get(point{1, 2}))
	fmt.Println(d.Get(point{3, 4}))

	big := New[int, int](100, nil)
	var wg sync.WaitGroup
	bad := make(chan int, 8)
	for g := range 8 {
		wg.Go(func() {
			for i := range 2000 {
				k := (i*7 + g) % 300
				if v, ok := big.Get(k); ok && v != k*k {
					bad <- k
					return
				}
				big.Put(k, k*k)
			}
		})
	}
	wg.Wait()
	fmt.Println(len(bad), len(big.Keys()), len(big.items), big.stats.hits+big.stats.misses)
}
