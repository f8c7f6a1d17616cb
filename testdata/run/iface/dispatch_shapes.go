// run

// Calls through interfaces with receivers and results of all shapes: direct pointers, words, strings, big structs.
package main

import "fmt"

type calc interface {
	Name() string
	Do(a int, b float64, c string, d []int, e any, f [3]int) (int, float64, string, []int, error)
	Big() [10]int
	Self() calc
}

type word int
type text string
type ptr struct{ n int }
type big struct {
	a, b, c, d int
	s          string
}
type flt float32
type fn func() string
type one struct{ p *ptr }
type dict map[string]int

func body(name string, a int, b float64, c string, d []int, e any, f [3]int) (int, float64, string, []int, error) {
	return a + f[2], b * 2, name + c, append(d, len(d)), fmt.Errorf("%v", e)
}

func (w word) Name() string { return fmt.Sprint("word", int(w)) }
func (w word) Big() [10]int { return [10]int{9: int(w)} }
func (w word) Self() calc   { return w + 1 }
func (w word) Do(a int, b float64, c string, d []int, e any, f [3]int) (int, float64, string, []int, error) {
	return body(w.Name(), a, b, c, d, e, f)
}

func (t text) Name() string { return "text" + string(t) }
func (t text) Big() [10]int { return [10]int{len(t)} }
func (t text) Self() calc   { return t + "'" }
func (t text) Do(a int, b float64, c string, d []int, e any, f [3]int) (int, float64, string, []int, error) {
	return body(t.Name(), a, b, c, d, e, f)
}

func (p *ptr) Name() string { p.n++; return fmt.Sprint("ptr", p.n) }
func (p *ptr) Big() [10]int { return [10]int{5: p.n} }
func (p *ptr) Self() calc   { return p }
func (p *ptr) Do(a int, b float64, c string, d []int, e any, f [3]int) (int, float64, string, []int, error) {
	return body(p.Name(), a, b, c, d, e, f)
}

func (x big) Name() string { return fmt.Sprint("big", x.a+x.d, x.s) }
func (x big) Big() [10]int { return [10]int{x.a, x.b, x.c, x.d} }
func (x big) Self() calc   { x.a *= 10; return x }
func (x big) Do(a int, b float64, c string, d []int, e any, f [3]int) (int, float64, string, []int, error) {
	return body(x.Name(), a, b, c, d, e, f)
}

// The remaining types have their methods by embedding.
type wrapF struct {
	flt
	calc
}
type wrapOne struct {
	one
	*ptr
}

func (f flt) Name() string   { return fmt.Sprint("flt", float32(f)) }
func (w wrapF) Name() string { return w.flt.Name() + w.calc.Name() }
func (f fn) Name() string    { return f() }
func (d dict) Name() string  { return fmt.Sprint("dict", len(d)) }

func main() {
	p := &ptr{}
	for _, c := range []calc{word(7), text("t"), p, big{1, 2, 3, 4, "b"}, &big{5, 6, 7, 8, "p"}, wrapF{1.5, word(3)}, wrapOne{one{p}, p}, struct{ calc }{text("in")}} {
		n, f, s, d, err := c.Do(1, 1.25, "c", []int{4, 5}, c.Name(), [3]int{2: 30})
		fmt.Println(c.Name(), n, f, s, d, err, c.Big(), c.Self().Name(), c.Self().Self().Name())
	}
	for _, n := range []interface{ Name() string }{fn(func() string { return "fn" }), dict{"a": 1}, flt(2.5)} {
		fmt.Print(n.Name(), " ")
	}
	fmt.Println()
}
