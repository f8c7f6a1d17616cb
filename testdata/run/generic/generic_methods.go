// run

// Methods with type parameters of their own, on plain and generic types, as values, through pointers and embedding.
package main

import (
	"fmt"
	"strconv"
)

type Box[T any] struct{ v T }

func (b Box[T]) Map[R any](f func(T) R) Box[R]      { return Box[R]{f(b.v)} }
func (b *Box[T]) Set[S any](s S, conv func(S) T)    { b.v = conv(s) }
func (b Box[T]) With[A, B any](a A, b2 B) (T, A, B) { return b.v, a, b2 }
func (b Box[T]) Type[R any]() string                { var r R; return fmt.Sprintf("%T/%T", b, r) }

type Num int

func (n Num) Add[T ~int | ~float64](x T) T { return T(n) + x }
func (n *Num) Grow[T ~int | ~int8](by ...T) {
	for _, b := range by {
		*n += Num(b)
	}
}
func (n Num) Conv[T ~int8 | ~uint64 | ~float32]() T { return T(n) }

type list []string

func (l list) Fold[A any](a A, f func(A, string) A) A {
	for _, s := range l {
		a = f(a, s)
	}
	return a
}

type outer struct {
	*Box[int]
	Num
	name string
}

func (o outer) Rec[T any](n int, x T) []T {
	if n == 0 {
		return nil
	}
	return append(o.Rec(n-1, x), x)
}

type registry struct{ m map[string]any }

func (r *registry) Get[T any](k string) (t T, err error) {
	v, ok := r.m[k]
	if !ok {
		return t, fmt.Errorf("no %q", k)
	}
	if t, ok = v.(T); !ok {
		return t, fmt.Errorf("%q is %T, not %T", k, v, t)
	}
	return
}

func main() {
	b := Box[int]{21}
	fmt.Println(b.Map(func(i int) string { return strconv.Itoa(i * 2) }).Map(func(s string) int { return len(s) }))
	fmt.Printf("%T %v\n", b.Map(func(i int) []int { return []int{i} }), b.Map[error](func(int) error { return nil }))
	b.Set("17", func(s string) int { n, _ := strconv.Atoi(s); return n })
	fmt.Println(b.v)
	fmt.Println(b.With("a", 2.5))
	fmt.Println(b.With[any, rune](nil, 'x'))
	fmt.Println(b.Type[string](), Box[Box[bool]]{}.Type[[]int]())

	n := Num(5)
	n.Grow[int8](1, 2)
	n.Grow(10)
	fmt.Println(n, n.Add(0.5), n.Add(1), n.Conv[int8](), n.Conv[float32](), Num(300).Conv[int8]())
	fmt.Println(list{"x", "yy"}.Fold(0, func(a int, s string) int { return a + len(s) }), list{"p", "q"}.Fold("", func(a, s string) string { return s + a }))

	o := outer{&b, 7, "o"}
	o.Set(1.9, func(f float64) int { return int(f) })
	o.Grow(3)
	fmt.Println(o.v, b.v, o.Num, o.Map(func(i int) bool { return i == 1 }), o.Add(0.25), o.Rec(3, "r"))

	// Method values and expressions are instantiated like functions.
	f := b.Map[float64]
	b.v = 1000
	fmt.Println(f(func(i int) float64 { return float64(i) / 2 }))
	g := (*Num).Grow[int]
	g(&n, 100, 200)
	h := Num.Add[float64]
	k := Box[int].With[string, string]
	fmt.Println(n, h(n, 0.5))
	fmt.Println(k(b, "s", "t"))
	fmt.Printf("%T %T %T\n", f, g, h)
	r := &registry{map[string]any{"n": 1, "s": "str"}}
	fmt.Println(r.Get[int]("n"))
	fmt.Println(r.Get[int]("s"))
	fmt.Println(r.Get[string]("zz"))
	fmt.Println(r.Get[fmt.Stringer]("n"))
}
