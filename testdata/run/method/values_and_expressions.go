// run

// Method values bind a copy of the receiver at evaluation; method expressions take it as first argument.
package main

import "fmt"

type counter struct {
	n    int
	name string
}

func (c counter) Get() int             { return c.n }
func (c *counter) Inc(by int) *counter { c.n += by; return c }
func (c counter) Sum(xs ...int) (t int) {
	t = c.n
	for _, x := range xs {
		t += x
	}
	return
}
func (c *counter) Both() (int, string) { return c.n, c.name }

type getter interface{ Get() int }

type wrapper struct{ *counter }

type fnType func(int) int

func (f fnType) Twice(x int) int { return f(f(x)) }

func twoArgs(n int, s string) string { return fmt.Sprint(n, s) }

func main() {
	c := counter{n: 1, name: "c"}
	get, inc := c.Get, c.Inc
	c.n = 10
	inc(5)
	fmt.Println(get(), c.n, c.Get())
	p := &c
	pget := p.Get // *p is copied now
	p.n = 100
	fmt.Println(pget(), p.Inc(1).Inc(2).n)
	p = &counter{n: -1}
	inc(1)
	fmt.Println(c.n, p.n)

	fmt.Println(counter.Get(c), (*counter).Get(&c), (*counter).Inc(&c, 7).n, counter.Sum(c, 1, 2, 3), (*counter).Sum(&c))
	fmt.Printf("%T %T %T %T %T\n", counter.Get, (*counter).Get, (*counter).Inc, counter.Sum, c.Inc)
	var g getter = c
	bound := g.Get
	g = &counter{n: 3}
	fmt.Println(bound(), g.Get(), getter.Get(g), getter.Get(c), interface{ Get() int }.Get(g))

	w := wrapper{&counter{n: 50}}
	wInc, wGet := w.Inc, w.Get
	wInc(1)
	fmt.Println(wGet(), w.n, wrapper.Get(w), (*wrapper).Inc(&w, 2).n, wrapper.Inc(w, 3).n)
	fmt.Println(fnType(func(x int) int { return x * 3 }).Twice(2), fnType.Twice(func(x int) int { return x + 1 }, 5))
	fmt.Println(twoArgs(c.Both()), twoArgs((*counter).Both(&c)))

	table := map[string]func(*counter, int) *counter{"inc": (*counter).Inc, "dec": func(c *counter, n int) *counter { return c.Inc(-n) }}
	fmt.Println(table["inc"](&c, 1).n, table["dec"](&c, 2).n)
	fs := []func() int{}
	for i := range 3 {
		fs = append(fs, counter{n: i * i}.Get)
	}
	fmt.Println(fs[0](), fs[1](), fs[2]())
	defer c.Inc(1000).Both()
	defer fmt.Println("deferred get:", c.Get())
	go c.Get()
	c.n = 0
	fmt.Println(func(f func() int) int { return f() }(c.Get))
}
