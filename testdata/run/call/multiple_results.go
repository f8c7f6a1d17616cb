// run

// Multiple results: forwarding, blank, named, shadowed, through interfaces and closures, discarded.
package main

import (
	"errors"
	"fmt"
)

func divmod(a, b int) (q, r int, err error) {
	if b == 0 {
		err = errors.New("zero")
		return
	}
	q, r = a/b, a%b
	return q, r, nil
}

func forward(a, b int) (int, int, error) { return divmod(a, b) }

func use(q, r int, err error) string { return fmt.Sprint("q", q, "r", r, "e", err) }

func named() (x int, s string, f func() (int, string)) {
	x, s = 1, "n"
	f = func() (int, string) { x++; return x, s }
	return
}

func shadow(n int) (res int) {
	if n > 0 {
		res := n * 2
		return res
	}
	for res = range 3 {
	}
	return
}

func swap[A, B any](a A, b B) (B, A) { return b, a }

type api interface {
	Do() (string, [3]int, error)
}
type impl struct{}

func (impl) Do() (s string, a [3]int, e error) { a[1] = 5; return "do", a, nil }

func bigResults() (a, b [8]string, c map[string]int, d, e float64, f complex128) {
	a[7], b[0] = "a7", "b0"
	return a, b, map[string]int{"c": 1}, 0.5, -0.5, 1i
}

func recursive(n int) (even, odd int) {
	if n == 0 {
		return 0, 0
	}
	even, odd = recursive(n - 1)
	if n%2 == 0 {
		return even + n, odd
	}
	return even, odd + n
}

func main() {
	fmt.Println(divmod(7, 2))
	fmt.Println(forward(1, 0))
	fmt.Println(use(divmod(9, 4)), use(forward(-9, 4)))
	q, _, err := divmod(5, 0)
	_, r, _ := divmod(5, 3)
	fmt.Println(q, r, err)
	divmod(1, 1)
	_, _, _ = divmod(1, 1)
	x, s, f := named()
	a, b := f()
	c, _ := f()
	fmt.Println(x, s, a, b, c, shadow(4), shadow(-1))
	fmt.Println(swap(swap(1, "x")))
	var i api = impl{}
	g := i.Do
	fmt.Println(g())
	aa, bb, cc, d, e, ff := bigResults()
	fmt.Println(aa[7]+bb[0], cc, d+e, ff)
	fmt.Println(recursive(100))
	var arr [2]int
	var m = map[string]error{}
	arr[1], arr[0], m["e"] = divmod(17, 5)
	fmt.Println(arr, m)
	q, z, err := divmod(100, 7)
	fmt.Println(q, z, err)
	if q, r, err := divmod(8, 3); err == nil && r == 2 {
		fmt.Println("scoped", q)
	}
	fmt.Println(func() (int, error) { return 1, nil }())
	h := func(fs ...func() (int, error)) (n int) {
		for _, f := range fs {
			v, err := f()
			if err != nil {
				continue
			}
			n += v
		}
		return
	}
	fmt.Println(h(func() (int, error) { return 5, nil }, func() (int, error) { return 50, err1 }, func() (int, error) { return 500, nil }))
	ch := make(chan int, 1)
	ch <- 3
	v, ok := func() (int, bool) { v, ok := <-ch; return v, ok }()
	fmt.Println(v, ok)
}

var err1 = errors.New("skip")
