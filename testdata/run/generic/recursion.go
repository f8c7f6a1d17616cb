// run

// Recursive generic functions and types, mutual recursion, instantiation with other arguments of bounded depth.
package main

import "fmt"

type Expr[T any] interface{ Eval(env map[string]T) T }
type Const[T any] struct{ v T }
type Var[T any] struct{ name string }
type Bin[T any] struct {
	op   func(T, T) T
	l, r Expr[T]
}

func (c Const[T]) Eval(map[string]T) T    { return c.v }
func (v Var[T]) Eval(env map[string]T) T  { return env[v.name] }
func (b *Bin[T]) Eval(env map[string]T) T { return b.op(b.l.Eval(env), b.r.Eval(env)) }

type Nested[T any] struct {
	v    T
	kids []*Nested[T]
}

func (n *Nested[T]) Walk(depth int, f func(int, T)) {
	f(depth, n.v)
	for _, k := range n.kids {
		k.Walk(depth+1, f)
	}
}

func MapTree[A, B any](n *Nested[A], f func(A) B) *Nested[B] {
	out := &Nested[B]{v: f(n.v)}
	for _, k := range n.kids {
		out.kids = append(out.kids, MapTree(k, f))
	}
	return out
}

func Even[T ~int | ~uint8](n T) bool {
	if n == 0 {
		return true
	}
	return Odd(n - 1)
}

func Odd[T ~int | ~uint8](n T) bool {
	if n == 0 {
		return false
	}
	return Even(n - 1)
}

func QuickSort[T any](xs []T, less func(a, b T) bool) []T {
	if len(xs) < 2 {
		return xs
	}
	p := xs[0]
	var lo, hi []T
	for _, x := range xs[1:] {
		if less(x, p) {
			lo = append(lo, x)
		} else {
			hi = append(hi, x)
		}
	}
	return append(append(QuickSort(lo, less), p), QuickSort(hi, less)...)
}

type Linked[T any] struct {
	Value T
	*Linked[T]
}

type Cyclic[T any] interface{ Next() Cyclic[T] }
type ring struct{ n, of int }

func (r ring) Next() Cyclic[string] { return ring{(r.n + 1) % r.of, r.of} }

func Swap2[A, B any](n int, a A, b B) string {
	if n == 0 {
		return fmt.Sprintf("%T%T", a, b)
	}
	return Swap2(n-1, b, a)
}

type A[T any] struct{ b *B[T] }
type B[T any] struct {
	a *A[T]
	v T
}

func (a *A[T]) get() T { return a.b.get() }
func (b *B[T]) get() T {
	if b.a != nil {
		return b.a.get()
	}
	return b.v
}

func main() {
	add := func(a, b float64) float64 { return a + b }
	e := &Bin[float64]{add, Const[float64]{1.5}, &Bin[float64]{func(a, b float64) float64 { return a * b }, Var[float64]{"x"}, Var[float64]{"y"}}}
	fmt.Println(e.Eval(map[string]float64{"x": 2, "y": 3}))
	s := &Bin[string]{func(a, b string) string { return a + b }, Const[string]{"a"}, Var[string]{"z"}}
	fmt.Println(s.Eval(map[string]string{"z": "b"}))
	t := &Nested[int]{1, []*Nested[int]{{2, nil}, {3, []*Nested[int]{{4, nil}}}}}
	MapTree(t, func(i int) string { return fmt.Sprint("n", i*i) }).Walk(0, func(d int, s string) { fmt.Print(d, s, " ") })
	fmt.Println()
	fmt.Println(Even(10), Odd(uint8(255)), Even(7), QuickSort([]string{"c", "a", "b"}, func(a, b string) bool { return a < b }))
	l := Linked[int]{1, &Linked[int]{2, &Linked[int]{3, nil}}}
	fmt.Println(l.Value, l.Linked.Value, l.Linked.Linked.Value)
	var c Cyclic[string] = ring{0, 3}
	fmt.Println(c.Next().Next(), c.Next().Next().Next() == c)
	fmt.Println(Swap2(3, 1, "s"), Swap2(4, []int{}, 2.5))
	fmt.Println((&A[rune]{&B[rune]{&A[rune]{&B[rune]{v: 'q'}}, 'p'}}).get())
}
