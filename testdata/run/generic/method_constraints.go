// run

// Calling methods through type parameters: value and pointer receivers, embedded, as method values, with dictionaries.
package main

import (
	"fmt"
	"sort"
	"strings"
)

type Animal interface {
	Sound() string
	Legs() int
}

type Dog struct{ name string }
type Bird struct {
	wings int
	notes []string
}
type Loud[A Animal] struct{ a A }

func (d Dog) Sound() string   { return d.name + " woof" }
func (d Dog) Legs() int       { return 4 }
func (b *Bird) Sound() string { b.notes = append(b.notes, "tweet"); return strings.Join(b.notes, " ") }
func (b *Bird) Legs() int     { return 2 }

func (l Loud[A]) Sound() string { return strings.ToUpper(l.a.Sound()) + "!" }
func (l Loud[A]) Legs() int     { return l.a.Legs() }

func chorus[A Animal](as ...A) (out []string) {
	for _, a := range as {
		f := a.Sound
		out = append(out, f())
	}
	return
}

func legs[A Animal](as ...A) (n int) {
	count := A.Legs
	for _, a := range as {
		n += count(a)
	}
	return
}

type Incr[T any] interface {
	*T
	Inc(int)
	Val() int
}
type counter struct{ n int }
type tally int

func (c *counter) Inc(d int) { c.n += d }
func (c *counter) Val() int  { return c.n }
func (t *tally) Inc(d int)   { *t += tally(d) * 2 }
func (t *tally) Val() int    { return int(*t) }

func run[T any, P Incr[T]](n int) (T, []int) {
	var v T
	var seen []int
	p := P(&v)
	inc := p.Inc
	for i := range n {
		inc(i)
		seen = append(seen, p.Val())
	}
	defer func() { P(&v).Inc(1000) }()
	return v, seen
}

type sorter[T any, L interface{ Less(a, b T) bool }] struct {
	xs   []T
	less L
}

func (s sorter[T, L]) Len() int           { return len(s.xs) }
func (s sorter[T, L]) Swap(i, j int)      { s.xs[i], s.xs[j] = s.xs[j], s.xs[i] }
func (s sorter[T, L]) Less(i, j int) bool { return s.less.Less(s.xs[i], s.xs[j]) }

type byLen struct{}
type reverse[T any, L interface{ Less(a, b T) bool }] struct{ l L }

func (byLen) Less(a, b string) bool      { return len(a) < len(b) }
func (r reverse[T, L]) Less(a, b T) bool { return r.l.Less(b, a) }

func sorted[T any, L interface{ Less(a, b T) bool }](l L, xs ...T) []T {
	sort.Stable(sorter[T, L]{xs, l})
	return xs
}

func goAll[A Animal](as []A) string {
	c := make(chan string)
	for _, a := range as {
		go func() { c <- a.Sound() }()
	}
	var got []string
	for range as {
		got = append(got, <-c)
	}
	sort.Strings(got)
	return strings.Join(got, ",")
}

func main() {
	b := &Bird{wings: 2}
	fmt.Println(chorus(Dog{"rex"}, Dog{"max"}), chorus(b, b), chorus[Animal](Dog{"x"}, b))
	fmt.Println(chorus(Loud[Dog]{Dog{"d"}}), chorus(Loud[Loud[*Bird]]{Loud[*Bird]{b}}), legs[Animal](b, Dog{}, Loud[Dog]{}), legs(Dog{}, Dog{}))
	c, s1 := run[counter](4)
	t, s2 := run[tally](4)
	fmt.Println(c, s1, t, s2)
	fmt.Println(sorted(byLen{}, "ccc", "a", "bb", "d"), sorted(reverse[string, byLen]{}, "ccc", "a", "bb", "d"))
	fmt.Println(goAll([]Dog{{"p"}, {"q"}}), goAll([]Loud[Dog]{{Dog{"z"}}}))
	defer func() { fmt.Println(recover()) }()
	chorus[*Bird](nil)
}
