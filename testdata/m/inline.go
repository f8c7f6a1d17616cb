// m -m

package main

import "errors"

type T struct{ n int }

func (t *T) get() int  { return t.n }
func (t T) value() int { return t.n }

func small(x int) int { return x + 1 }

func twice(x int) int { return small(small(x)) }

//go:noinline
func never(x int) int { return x }

func loop(xs []int) (sum int) {
	for _, x := range xs {
		sum += x
	}
	return sum
}

func large(a, b, c, d, e, f, g, h int) int {
	a += b*c + d*e + f*g + h
	b += c*d + e*f + g*h + a
	c += d*e + f*g + h*a + b
	d += e*f + g*h + a*b + c
	return a + b + c + d
}

func recovers() { recover() }

func starts() { go never(1) }

func fact(n int) int {
	if n == 0 {
		return 1
	}
	return n * fact(n-1)
}

func fails(ok bool) error {
	if ok {
		return nil
	}
	return errors.New("no")
}

func pointer() *T { return &T{1} }

func two() (int, int) { return 1, 2 }

func apply(f func(int) int, x int) int { return f(x) }

func lit() int {
	f := func(x int) int { return 2 * x }
	return f(3) + func() int { return 4 }()
}

func selects(c chan int) int {
	select {
	case x := <-c:
		return x
	default:
		return 0
	}
}

func switches(x any) int {
	switch x.(type) {
	case int:
		return 1
	case string:
		return 2
	}
	return 3
}

func uses() {
	t := pointer()
	t.get()
	t.value()
	a, b := two()
	never(twice(a) + b)
	apply(small, 5)
	if err := fails(true); err != nil {
		panic(err)
	}
}

func main() {
	uses()
	loop(nil)
	lit()
}
