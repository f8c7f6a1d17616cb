// run

// Generic iterator adapters: map, filter, take, chain, chunks, windows; infinite sequences stopped from outside.
package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

func Map[A, B any](s iter.Seq[A], f func(A) B) iter.Seq[B] {
	return func(yield func(B) bool) {
		for a := range s {
			if !yield(f(a)) {
				return
			}
		}
	}
}

func Filter[A any](s iter.Seq[A], keep func(A) bool) iter.Seq[A] {
	return func(yield func(A) bool) {
		for a := range s {
			if keep(a) && !yield(a) {
				return
			}
		}
	}
}

func Take[A any](s iter.Seq[A], n int) iter.Seq[A] {
	return func(yield func(A) bool) {
		if n <= 0 {
			return
		}
		i := 0
		for a := range s {
			i++
			if !yield(a) || i == n {
				return
			}
		}
	}
}

func Chain[A any](ss ...iter.Seq[A]) iter.Seq[A] {
	return func(yield func(A) bool) {
		for _, s := range ss {
			for a := range s {
				if !yield(a) {
					return
				}
			}
		}
	}
}

func Enumerate[A any](s iter.Seq[A]) iter.Seq2[int, A] {
	return func(yield func(int, A) bool) {
		i := 0
		for a := range s {
			if !yield(i, a) {
				return
			}
			i++
		}
	}
}

func Fold[A, B any](s iter.Seq[A], init B, f func(B, A) B) B {
	for a := range s {
		init = f(init, a)
	}
	return init
}

func nats(yield func(int) bool) {
	for i := 0; yield(i); i++ {
	}
}

func primes(yield func(int) bool) {
	sieve := func(n int) bool {
		for d := range Take(Filter(nats, func(d int) bool { return d >= 2 }), n) {
			if d*d > n {
				return true
			}
			if n%d == 0 {
				return false
			}
		}
		return true
	}
	for n := range nats {
		if n >= 2 && sieve(n) && !yield(n) {
			return
		}
	}
}

func main() {
	even := Filter(nats, func(n int) bool { return n%2 == 0 })
	fmt.Println(slices.Collect(Take(Map(even, func(n int) string { return fmt.Sprint("#", n) }), 4)))
	fmt.Println(slices.Collect(Take(primes, 12)))
	fmt.Println(Fold(Take(Chain(Take(even, 3), primes), 6), "", func(s string, n int) string { return s + fmt.Sprint(n, ";") }))
	for i, w := range Enumerate(strings.SplitSeq("a,b,,c", ",")) {
		fmt.Print(i, w, " ")
	}
	for l := range strings.Lines("x\ny\nz") {
		fmt.Printf("%q ", l)
	}
	fmt.Println()
	for c := range slices.Chunk([]int{1, 2, 3, 4, 5}, 2) {
		fmt.Print(c, len(c), cap(c), " ")
	}
	for i, v := range slices.Backward([]string{"a", "b", "c"}) {
		fmt.Print(i, v, " ")
	}
	fmt.Println(slices.Sorted(maps.Values(map[string]int{"x": 3, "y": 1})), slices.SortedFunc(Take(nats, 5), func(a, b int) int { return b - a }))
	fmt.Println(slices.AppendSeq([]int{-1}, Take(primes, 3)), len(slices.Collect(Take(primes, 0))))
	f := strings.FieldsFuncSeq("1 2x3", func(r rune) bool { return r < '0' || r > '9' })
	for s := range f {
		fmt.Print(s, ".")
	}
	for s := range f {
		fmt.Print(s, "!")
		break
	}
	fmt.Println()
}
