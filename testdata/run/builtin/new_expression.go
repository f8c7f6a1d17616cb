// run

// new(expr) allocates a variable initialised with the value; each evaluation makes a new one.
package main

import (
	"fmt"
	"time"
)

type point struct{ x, y int }

type config struct {
	name    *string
	timeout *time.Duration
	on      *bool
	retries *int8
	p       *point
}

func (p point) sum() int { return p.x + p.y }

func get() (n int) { calls++; return calls * 10 }

var calls int

func ptr[T any](v T) *T { return new(v) }

func main() {
	a, b := new(5), new(5)
	fmt.Println(*a, *b, a == b, *a == *b)
	*a++
	fmt.Println(*a, *b)
	x := 7
	p := new(x)
	x = 8
	fmt.Println(*p, x, *new(x + 1), *new(get()), *new(get()), calls)
	c := config{name: new("n"), timeout: new(3 * time.Second), on: new(true), retries: new(int8(4)), p: new(point{1, 2})}
	fmt.Println(*c.name, *c.timeout, *c.on, *c.retries, *c.p, c.p.sum(), new(point{3, 4}).sum())
	fmt.Printf("%T %T %T %T %T %T\n", new(1), new('r'), new(1.5), new("s"), new([]int{1}), new(get))
	m := new(map[string]int{"k": 1})
	(*m)["z"] = 2
	arr := new([3]int{1, 2, 3})
	arr[1] = 20
	fmt.Println(*m, *arr, len(arr), *ptr("generic"), *ptr(point{5, 6}))
	pp := new(new(9))
	**pp += 1
	fmt.Println(**pp)
	var list []*int
	for i := range 3 {
		list = append(list, new(i*i))
	}
	for _, q := range list {
		fmt.Print(*q, " ")
	}
	fmt.Println()
	var e error
	i := new(any(e))
	fmt.Println(*i == nil, *new(error(nil)) == nil, *new(int), *new(point), new([0]int) != nil)
	f := new(func(s string) string { return s + "!" })
	fmt.Println((*f)("call"), *new(len("abc")), *new(min(4, 2)))
	const k = 1 << 40
	fmt.Println(*new(k), *new(k >> 38), *new(uint8(k >> 33)))
	ch := new(make(chan int, 2))
	*ch <- 1
	fmt.Println(len(*ch), *new(<-*ch))
}
