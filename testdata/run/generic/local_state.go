// run

// Package variables shared by all instances, closures and defers inside generic functions, static-like maps by type.
package main

import (
	"errors"
	"fmt"
	"reflect"
)

var calls = map[string]int{}

func track[T any](v T) T {
	calls[reflect.TypeFor[T]().String()]++
	return v
}

type Cache[K comparable, V any] struct {
	m    map[K]V
	load func(K) (V, error)
	hits int
}

func NewCache[K comparable, V any](load func(K) (V, error)) *Cache[K, V] {
	return &Cache[K, V]{m: make(map[K]V), load: load}
}

func (c *Cache[K, V]) Get(k K) (v V, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("load %v: %v", k, e)
		}
	}()
	if v, ok := c.m[k]; ok {
		c.hits++
		return v, nil
	}
	if v, err = c.load(k); err == nil {
		c.m[k] = v
	}
	return
}

func Memo[A comparable, R any](f func(func(A) R, A) R) func(A) R {
	m := map[A]R{}
	var self func(A) R
	self = func(a A) R {
		if r, ok := m[a]; ok {
			return r
		}
		r := f(self, a)
		m[a] = r
		return r
	}
	return self
}

func gen[T any](vs ...T) func() (T, bool) {
	i := -1
	return func() (v T, ok bool) {
		if i++; i < len(vs) {
			return vs[i], true
		}
		return
	}
}

func withDefer[T any](f func() T, onPanic T) (r T) {
	defer func() {
		if recover() != nil {
			r = onPanic
		}
	}()
	return f()
}

func goto1[T comparable](xs []T, want T) int {
	i := 0
loop:
	if i == len(xs) {
		return -1
	}
	if xs[i] == want {
		return i
	}
	i++
	goto loop
}

func sel[T any](a, b chan T) (r []T) {
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			if !ok {
				a = nil
				continue
			}
			r = append(r, v)
		case v, ok := <-b:
			if !ok {
				b = nil
				continue
			}
			r = append(r, v)
		}
	}
	return
}

func main() {
	track(1)
	track("s")
	track([]int{})
	track(track(2))
	track[any](3)
	track[error](nil)
	fmt.Println(calls)
	c := NewCache(func(k string) (int, error) {
		switch k {
		case "":
			return 0, errors.New("empty")
		case "panic":
			panic("told to")
		}
		return len(k), nil
	})
	for _, k := range []string{"abc", "", "abc", "panic"} {
		fmt.Println(c.Get(k))
	}
	fmt.Println(c.hits)
	fmt.Println(Memo(func(self func(int) int, n int) int {
		if n < 2 {
			return n
		}
		return self(n-1) + self(n-2)
	})(60))
	g := gen("a", "b")
	for v, ok := g(); ok; v, ok = g() {
		fmt.Print(v, " ")
	}
	fmt.Println(withDefer(func() int { panic("x") }, 5), withDefer(func() string { return "fine" }, ""), goto1([]rune("héllo"), 'l'))
	a, b := make(chan int, 3), make(chan int, 3)
	a <- 1
	b <- 2
	close(a)
	close(b)
	r := sel(a, b)
	fmt.Println(r[0]+r[1], len(r))
}
