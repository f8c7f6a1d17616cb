// run

// return from inside range-over-func bodies: values, named results, nested loops, and cleanup in the iterator.
package main

import (
	"errors"
	"fmt"
	"iter"
)

var log []string

func seq(name string, n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer func() { log = append(log, "close "+name) }()
		for i := range n {
			if !yield(i) {
				log = append(log, fmt.Sprint("stop ", name, i))
				return
			}
		}
		log = append(log, "end "+name)
	}
}

func find(n, want int) (int, string, error) {
	for i := range seq("outer", n) {
		for j := range seq("inner", n) {
			if i*j == want {
				return i, fmt.Sprint("j=", j), nil
			}
		}
	}
	return -1, "", errors.New("not found")
}

func named(n int) (res int, err error) {
	defer func() { res *= 2 }()
	for i := range seq("named", 10) {
		res = i
		if i == n {
			err = fmt.Errorf("at %d", i)
			return
		}
	}
	return 1000, nil
}

func named2() (a, b string) {
	for i := range seq("n2", 5) {
		a = "set"
		for range seq("n3", 5) {
			if i == 1 {
				return b + "B", a + "A"
			}
			b += "x"
			if len(b) > 2 {
				break
			}
		}
	}
	return
}

func big() (arr [20]int, f func() int) {
	for i := range seq("big", 4) {
		if i == 2 {
			return [20]int{19: i}, func() int { return i * 100 }
		}
	}
	return
}

func mixed(xs []int) (r int) {
	for _, x := range xs {
		for i := range seq("mixed", x) {
			switch {
			case i == 5:
				return x
			case i == 3:
				continue
			}
			r += i
		}
	}
	return -r
}

func lit() int {
	f := func() int {
		for i := range seq("lit", 3) {
			return i + 5
		}
		return 0
	}
	for i := range seq("outer lit", 3) {
		if i == 1 {
			return f() + i
		}
	}
	return 0
}

func flush() { fmt.Println(log); log = nil }

func main() {
	fmt.Println(find(4, 6))
	flush()
	fmt.Println(find(2, 100))
	flush()
	fmt.Println(named(3))
	fmt.Println(named(50))
	flush()
	fmt.Println(named2())
	flush()
	a, f := big()
	fmt.Println(a[19], f())
	fmt.Println(mixed([]int{3, 4, 7, 2}), mixed([]int{2, 3}), lit())
	flush()
	func() {
		for range seq("void", 3) {
			return
		}
	}()
	flush()
}
