// run

// iter.Pull and Pull2: stepping, stopping early, ends, panics passing through, and pulls inside iterators.
package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

func count(name string, n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Print("[", name, " cleaned] ")
		for i := range n {
			if !yield(i * i) {
				return
			}
		}
	}
}

func zip[A, B any](a iter.Seq[A], b iter.Seq[B]) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		na, sa := iter.Pull(a)
		defer sa()
		nb, sb := iter.Pull(b)
		defer sb()
		for {
			x, ok1 := na()
			y, ok2 := nb()
			if !ok1 || !ok2 || !yield(x, y) {
				return
			}
		}
	}
}

func merge(a, b iter.Seq[int]) iter.Seq[int] {
	return func(yield func(int) bool) {
		next, stop := iter.Pull(b)
		defer stop()
		y, ok := next()
		for x := range a {
			for ok && y < x {
				if !yield(y) {
					return
				}
				y, ok = next()
			}
			if !yield(x) {
				return
			}
		}
		for ; ok; y, ok = next() {
			if !yield(y) {
				return
			}
		}
	}
}

func main() {
	next, stop := iter.Pull(count("a", 3))
	for range 5 {
		fmt.Print(next())
		fmt.Print(" ")
	}
	stop()
	fmt.Println()
	next, stop = iter.Pull(count("b", 100))
	fmt.Println(next())
	fmt.Println(next())
	stop()
	fmt.Println(next())
	stop()

	next, stop = iter.Pull(count("never started", 5))
	stop()
	fmt.Println(next())

	n2, s2 := iter.Pull2(slices.All([]string{"x", "y"}))
	fmt.Println(n2())
	fmt.Println(n2())
	fmt.Println(n2())
	s2()
	for x, y := range zip(count("za", 4), slices.Values([]string{"p", "q", "r"})) {
		fmt.Print(x, y, " ")
		if x == 4 {
			break
		}
	}
	fmt.Println()
	fmt.Println(slices.Collect(merge(slices.Values([]int{1, 4, 9}), slices.Values([]int{2, 3, 10, 11}))))
	fmt.Println(slices.Collect(merge(maps.Keys(map[int]int{5: 0}), merge(count("m", 3), slices.Values([]int{6})))))

	next, stop = iter.Pull(func(yield func(int) bool) {
		yield(1)
		panic("iterator failed")
	})
	fmt.Println(next())
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		next()
	}()
	fmt.Println(next())
	stop()
	next, stop = iter.Pull(func(yield func(int) bool) {
		defer func() { panic("in cleanup") }()
		yield(5)
	})
	next()
	func() {
		defer func() { fmt.Println("stop recovered:", recover()) }()
		stop()
	}()
	// Many coroutines alive at the same time.
	var nexts []func() (int, bool)
	for i := range 200 {
		n, s := iter.Pull(func(yield func(int) bool) {
			for k := 0; yield(k * i); k++ {
			}
		})
		defer s()
		nexts = append(nexts, n)
	}
	sum := 0
	for range 10 {
		for _, n := range nexts {
			v, _ := n()
			sum += v
		}
	}
	fmt.Println(sum)
}
