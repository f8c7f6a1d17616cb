// run

// Generic types: structs, slices, maps, functions, channels, pointers to themselves, with methods and zero values.
package main

import (
	"cmp"
	"fmt"
	"strings"
)

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(v ...T) { s.items = append(s.items, v...) }
func (s *Stack[T]) Pop() (v T, ok bool) {
	if len(s.items) == 0 {
		return
	}
	v = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return v, true
}
func (s Stack[_]) Len() int { return len(s.items) }

type List[T any] struct {
	head *node[T]
	size int
}
type node[T any] struct {
	v    T
	next *node[T]
}

func (l *List[T]) Add(v T) *List[T] { l.head = &node[T]{v, l.head}; l.size++; return l }
func (l *List[T]) Each(f func(T)) {
	for n := l.head; n != nil; n = n.next {
		f(n.v)
	}
}

type Tree[K cmp.Ordered, V any] struct {
	l, r *Tree[K, V]
	k    K
	v    V
}

func (t *Tree[K, V]) Put(k K, v V) *Tree[K, V] {
	switch {
	case t == nil:
		return &Tree[K, V]{k: k, v: v}
	case k < t.k:
		t.l = t.l.Put(k, v)
	case k > t.k:
		t.r = t.r.Put(k, v)
	default:
		t.v = v
	}
	return t
}
func (t *Tree[K, V]) Walk(f func(K, V)) {
	if t != nil {
		t.l.Walk(f)
		f(t.k, t.v)
		t.r.Walk(f)
	}
}

type Set[T comparable] map[T]struct{}

func (s Set[T]) Add(v T) Set[T] { s[v] = struct{}{}; return s }
func (s Set[T]) Has(v T) bool   { _, ok := s[v]; return ok }
func SetOf[T comparable](vs ...T) Set[T] {
	s := Set[T]{}
	for _, v := range vs {
		s.Add(v)
	}
	return s
}

type Fn[A, B any] func(A) B

func (f Fn[A, B]) All(as ...A) (bs []B) {
	for _, a := range as {
		bs = append(bs, f(a))
	}
	return
}

type Pair[A, B any] struct {
	First  A
	Second B
}

func (p Pair[A, B]) Swap() Pair[B, A] { return Pair[B, A]{p.Second, p.First} }
func (p Pair[A, B]) String() string   { return fmt.Sprintf("<%v,%v>", p.First, p.Second) }

type Vec[T ~int | ~float64] []T

func (v Vec[T]) Dot(w Vec[T]) (s T) {
	for i := range v {
		s += v[i] * w[i]
	}
	return
}

type Chan[T any] chan T

func (c Chan[T]) Send(v T) Chan[T] { c <- v; return c }

type Opt[T any] struct{ p *T }

func Some[T any](v T) Opt[T] { return Opt[T]{&v} }
func (o Opt[T]) Or(d T) T {
	if o.p == nil {
		return d
	}
	return *o.p
}

func main() {
	var s Stack[string]
	s.Push("a", "b")
	v, ok := s.Pop()
	fmt.Println(v, ok, s.Len())
	s.Pop()
	fmt.Println(s.Pop())
	l := (&List[float64]{}).Add(1).Add(2.5)
	l.Each(func(f float64) { fmt.Print(f, " ") })
	fmt.Println(l.size)
	var t *Tree[string, []int]
	for i, w := range strings.Fields("the cat the dog a cat") {
		t = t.Put(w, []int{i})
	}
	t.Walk(func(k string, v []int) { fmt.Print(k, v, " ") })
	fmt.Println()
	fmt.Println(SetOf(1, 2, 3).Has(2), SetOf("x").Has("y"), len(SetOf(1, 1.5, 1)))
	fmt.Println(Fn[int, string](func(i int) string { return strings.Repeat("#", i) }).All(1, 3))
	p := Pair[int, string]{1, "one"}
	fmt.Println(p, p.Swap(), p.Swap().Swap() == p, Pair[Pair[int, int], error]{})
	fmt.Printf("%T %T %v\n", p.Swap(), t, any(p) == any(Pair[int, string]{1, "one"}))
	fmt.Println(Vec[int]{1, 2, 3}.Dot(Vec[int]{4, 5, 6}), Vec[float64]{0.5}.Dot([]float64{3}))
	fmt.Println(<-make(Chan[rune], 1).Send('x'), Some(5).Or(7), Opt[string]{}.Or("default"))
	push := s.Push
	push("bound")
	pop := (*Stack[string]).Pop
	fmt.Println(pop(&s))
	fmt.Println(s.items, Pair[int, int].Swap(Pair[int, int]{1, 2}))
}
