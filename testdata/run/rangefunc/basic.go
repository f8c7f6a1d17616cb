// run

// range over functions of zero, one and two values, in all assignment forms, with methods and literals as iterators.
package main

import (
	"fmt"
	"iter"
)

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				fmt.Print("(stopped) ")
				return
			}
		}
	}
}

func pairs(s ...string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i, v := range s {
			if !yield(i, v) {
				return
			}
		}
	}
}

func times(n int) func(func() bool) {
	return func(yield func() bool) {
		for range n {
			if !yield() {
				return
			}
		}
	}
}

type tree struct {
	l, r *tree
	v    int
}

func (t *tree) all(yield func(int) bool) { t.push(yield) }

func (t *tree) push(yield func(int) bool) bool {
	return t == nil || t.l.push(yield) && yield(t.v) && t.r.push(yield)
}

func main() {
	for i := range count(3) {
		fmt.Print(i, " ")
	}
	for i, s := range pairs("a", "b") {
		fmt.Print(i, s, " ")
	}
	for i := range pairs("x", "y", "z") {
		fmt.Print(i, " ")
	}
	for _, s := range pairs("p") {
		fmt.Print(s, " ")
	}
	for range pairs("q", "r") {
		fmt.Print("- ")
	}
	for range times(3) {
		fmt.Print("t ")
	}
	fmt.Println()
	var i int
	var arr [2]string
	for i, arr[1] = range pairs("m", "n") {
	}
	var x any
	for x = range count(5) {
		if x == any(3) {
			break
		}
	}
	fmt.Println(i, arr, x)
	root := &tree{&tree{nil, nil, 1}, &tree{&tree{nil, nil, 3}, nil, 4}, 2}
	sum := 0
	for v := range root.all {
		if v == 4 {
			break
		}
		sum = sum*10 + v
	}
	fmt.Println(sum)
	for v := range (*tree)(nil).all {
		fmt.Println("never", v)
	}
	for a, b := range func(yield func(string, float64) bool) { _ = yield("one", 1) && yield("two", 2) } {
		fmt.Print(a, b, " ")
	}
	var fs []func() int
	for i := range count(3) {
		fs = append(fs, func() int { i += 10; return i })
	}
	fmt.Println(fs[0](), fs[0](), fs[1](), fs[2]())
	total := 0
	for i := range count(10) {
		if i%2 == 0 {
			continue
		}
		for j := range count(i) {
			if j == 3 {
				break
			}
			total += i * j
		}
	}
	fmt.Println(total)
	defer func() { fmt.Println(recover()) }()
	var nilIter iter.Seq[int]
	for range nilIter {
	}
}
