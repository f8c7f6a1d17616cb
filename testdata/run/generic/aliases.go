// run

// Generic type aliases: with parameters of their own, partial application, of unnamed types, and as constraints.
package main

import "fmt"

type Pair[K comparable, V any] struct {
	k K
	v V
}

func (p Pair[K, V]) String() string { return fmt.Sprintf("%v->%v", p.k, p.v) }

type StrPair[V any] = Pair[string, V]
type Index[V any] = map[string][]V
type Vec[T any] = []T
type Matrix[T any] = Vec[Vec[T]]
type Pred[T any] = func(T) bool
type Ptr[T any] = *T
type Lazy[T any] = func() T
type Callback[A, R any] = func(A) (R, error)
type Ord = interface{ ~int | ~string }
type Tree[T any] = struct {
	val  T
	kids []any
}
type Ch[T any] = chan<- T
type Three[A any] = Pair[[3]byte, Pair[[2]byte, A]]

func filter[T any](v Vec[T], p Pred[T]) (out Vec[T]) {
	for _, x := range v {
		if p(x) {
			out = append(out, x)
		}
	}
	return
}

func add[V any](ix Index[V], k string, vs ...V) Index[V] {
	ix[k] = append(ix[k], vs...)
	return ix
}

func maxOf[T Ord](a, b T) T {
	if a > b {
		return a
	}
	return b
}

func call[A, R any](f Callback[A, R], a A) string {
	r, err := f(a)
	return fmt.Sprint(r, err)
}

func transpose[T any](m Matrix[T]) Matrix[T] {
	out := make(Matrix[T], len(m[0]))
	for _, row := range m {
		for j, x := range row {
			out[j] = append(out[j], x)
		}
	}
	return out
}

func main() {
	p := StrPair[int]{"a", 1}
	var q Pair[string, int] = p
	fmt.Println(p, q == p)
	fmt.Println(filter(Vec[int]{1, 2, 3}, func(i int) bool { return i != 2 }), filter([]string{"x"}, nilPred[string]))
	fmt.Println(add(Index[int]{}, "k", 1, 2), add(map[string][]string{"k": {"v"}}, "k", "w"))
	fmt.Println(maxOf("a", "b"), maxOf(2, 1), transpose(Matrix[int]{{1, 2}, {3, 4}, {5, 6}}))
	x := 5
	var ip Ptr[int] = &x
	var two Lazy[int] = func() int { return 2 }
	*ip += two()
	fmt.Println(x, call(func(s string) (int, error) { return len(s), nil }, "four"))
	t := Tree[int]{val: 1, kids: []any{Tree[int]{val: 2}}}
	fmt.Printf("%T %v\n", t, t)
	c := make(chan int, 1)
	var send Ch[int] = c
	send <- 3
	fmt.Println(<-c)
	fmt.Printf("%T %T %T %T %T\n", p, Index[bool]{}, Matrix[rune]{}, Callback[int, error](nil), Three[int]{})
	type local = StrPair[[]int]
	fmt.Printf("%T %v\n", local{}, local{"z", []int{1}})
	var s Lazy[fmt.Stringer] = func() fmt.Stringer { return p }
	fmt.Println(s())
}

func nilPred[T any](T) bool { return true }
