// run

// Methods on types of every kind, addressability of receivers, and methods of local pointers and elements.
package main

import "fmt"

type (
	boolean bool
	num     int8
	real64  float64
	str     string
	arr     [3]int
	slc     []int
	mp      map[string]int
	ch      chan int
	fnc     func(int) int
	st      struct{ v int }
	cx      complex128
	runes   []rune
	deep    [2][2]st
)

func (b boolean) Not() boolean { return !b }
func (n *num) Add(m num)       { *n += m }
func (n num) Abs() num {
	if n < 0 {
		return -n
	}
	return n
}
func (r real64) Half() real64 { return r / 2 }
func (s str) At(i int) byte   { return s[i] }
func (a arr) Rev() arr        { a[0], a[2] = a[2], a[0]; return a }
func (a *arr) Zero(i int)     { a[i] = 0 }
func (s slc) Map(f func(int) int) {
	for i := range s {
		s[i] = f(s[i])
	}
}
func (s *slc) Add(v ...int)         { *s = append(*s, v...) }
func (m mp) Inc(k string) mp        { m[k]++; return m }
func (c ch) Send(v int) ch          { c <- v; return c }
func (f fnc) Then(g fnc) fnc        { return func(x int) int { return g(f(x)) } }
func (s *st) Set(v int) *st         { s.v = v; return s }
func (s st) Get() int               { return s.v }
func (c cx) Conj() cx               { return cx(complex(real(c), -imag(c))) }
func (r runes) String() string      { return "runes:" + string(r) }
func (_ st) Anonymous(_, _ int) int { return 5 }
func (d *deep) Bump(i, j int)       { d[i][j].v++ }

func main() {
	n := num(-128)
	n.Add(-1)
	fmt.Println(n, n.Abs(), num(-128).Abs(), boolean(true).Not(), real64(3).Half(), str("xyz").At(1))
	a := arr{1, 2, 3}
	r := a.Rev()
	a.Zero(1)
	fmt.Println(a, r, a.Rev().Rev())
	s := slc{1, 2}
	s.Add(3, 4)
	s.Map(func(x int) int { return x * x })
	s[1:3].Map(func(int) int { return 0 })
	fmt.Println(s, mp{}.Inc("a").Inc("a").Inc("b"))
	c := make(ch, 2)
	fmt.Println(<-c.Send(4).Send(5), <-c)
	f := fnc(func(x int) int { return x + 1 })
	fmt.Println(f.Then(f).Then(func(x int) int { return x * 10 })(1), cx(1+2i).Conj(), runes("é"))

	// Elements of slices, array variables, struct fields and dereferences are addressable.
	sts := []st{{1}, {2}}
	sts[1].Set(20)
	fixed := [2]st{}
	fixed[0].Set(7)
	in := struct {
		st
		p *st
		m map[int]*st
	}{p: &st{}, m: map[int]*st{1: {}}}
	in.Set(1)
	in.st.Set(in.st.v + 1)
	in.p.Set(3)
	in.m[1].Set(4)
	(&st{}).Set(5)
	fmt.Println(sts, fixed, in.v, in.p.Get(), in.m[1].Get(), st{6}.Get(), (&st{9}).Get(), sts[0].Anonymous(1, 2))
	var d deep
	d.Bump(1, 0)
	d[1][0].Set(d[1][0].v + 10)
	fmt.Println(d)
	pp := &sts[0]
	ppp := &pp
	(*ppp).Set(100)
	fmt.Println(sts[0].v, (**ppp).Get())
}
