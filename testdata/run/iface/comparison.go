// run

// Interface equality: dynamic types then values; uncomparable dynamic values panic only when types are equal.
package main

import (
	"errors"
	"fmt"
	"io"
	"math"
)

type num interface{ N() int }
type a int
type b int
type fnT func()
type rec struct {
	x any
	f func()
}
type ok struct {
	x any
	y float64
}

func (v a) N() int    { return int(v) }
func (v b) N() int    { return int(v) }
func (f fnT) N() int  { return 0 }
func (r *rec) N() int { return 1 }

func try(f func() bool) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(e)
		}
	}()
	fmt.Println(f())
}

func main() {
	var x, y any = 1, 1
	fmt.Println(x == y, x == any(int64(1)), x == nil, x != "1", any(1) == any(1.0), any("a") == any("a"))
	var n, m num = a(1), b(1)
	fmt.Println(n == m, n == a(1), m == num(b(1)), a(1) == n, any(n) == any(a(1)), any(n) == any(1))
	fmt.Println(x == n, n == nil, (num)(nil) == nil)
	r := &rec{}
	n, m = r, r
	fmt.Println(n == m, n == num(&rec{}), any(r) == any(n))
	fmt.Println(any(math.NaN()) == any(math.NaN()), any(0.0) == any(math.Copysign(0, -1)), any(struct{}{}) == any(struct{}{}))
	fmt.Println(any([2]any{1, "a"}) == any([2]any{1, "a"}), any(ok{1, 2}) == any(ok{1, 2}), any(ok{1, 2}) == any(ok{"1", 2}))
	p, q := new(int), new(int)
	fmt.Println(any(p) == any(q), any(p) == any(p), any(error(nil)) == nil, any((*int)(nil)) == nil, any((*int)(nil)) == any((*int)(nil)))
	e1, e2 := errors.New("same"), errors.New("same")
	fmt.Println(e1 == e2, e1 == e1, io.EOF == io.EOF, errors.Is(fmt.Errorf("w: %w", e1), e1))

	try(func() bool { return any([]int{}) == any([]int{}) })
	try(func() bool { return any([]int{}) == any(1) })
	try(func() bool { return any([]int{}) == nil })
	try(func() bool { return any(map[int]int{}) != any(map[int]int{}) })
	try(func() bool { f := func() {}; return any(f) == any(f) })
	try(func() bool { var f num = fnT(nil); return f == f })
	try(func() bool { return any(rec{}) == any(rec{}) })
	try(func() bool { return any(rec{x: 1}) == any(rec{x: 2}) })
	try(func() bool { return any(ok{[]int{}, 1}) == any(ok{[]int{}, 1}) })
	try(func() bool { return any(ok{[]int{}, 1}) == any(ok{[]int{}, 2}) })
	try(func() bool { return any([1]any{rec{}}) == any([1]any{rec{}}) })
	try(func() bool { return any([0]func(){}) == any([0]func(){}) })
	try(func() bool {
		switch any([]int{}) {
		case "x", 5:
			return false
		case any([]int{}):
			return true
		}
		return false
	})
	ch := make(chan int)
	fmt.Println(any(ch) == any(ch), any(ch) == any((<-chan int)(ch)), any(x) == any(&x))
}
