// run

// Generic functions: explicit, partial and inferred instantiation, from arguments, functions, and assignments.
package main

import (
	"cmp"
	"fmt"
	"strconv"
)

func Map[S ~[]E, E, R any](s S, f func(E) R) []R {
	r := make([]R, 0, len(s))
	for _, e := range s {
		r = append(r, f(e))
	}
	return r
}

func Reduce[E, A any](s []E, a A, f func(A, E) A) A {
	for _, e := range s {
		a = f(a, e)
	}
	return a
}

func Keep[S ~[]E, E any](s S, ok func(E) bool) (r S) {
	for _, e := range s {
		if ok(e) {
			r = append(r, e)
		}
	}
	return
}

func Max[T cmp.Ordered](first T, rest ...T) T {
	for _, v := range rest {
		if v > first {
			first = v
		}
	}
	return first
}

func Convert[To, From any](f From, conv func(From) To) To { return conv(f) }

func Zero[T any]() (z T) { return }

func Ptr[T any](v T) *T { return &v }

func Pair[A, B any](a A, b B) func() (A, B) { return func() (A, B) { return a, b } }

func Keys[M ~map[K]V, K cmp.Ordered, V any](m M) (n int, max K) {
	for k := range m {
		if n++; n == 1 || k > max {
			max = k
		}
	}
	return
}

type names []string

func double[T ~int | ~float64](x T) T { return x * 2 }

func apply[T any](x T, fs ...func(T) T) T {
	for _, f := range fs {
		x = f(x)
	}
	return x
}

func main() {
	fmt.Println(Map([]int{1, 2, 3}, strconv.Itoa), Map(names{"a", "bb"}, func(s string) int { return len(s) }))
	fmt.Println(Reduce([]string{"x", "y"}, 0, func(n int, s string) int { return n + len(s) }))
	n := Keep(names{"a", "bb", "c"}, func(s string) bool { return len(s) == 1 })
	fmt.Printf("%T %v\n", n, n)
	fmt.Println(Max(3, 1, 2), Max("a", "c", "b"), Max[float64](1, 2.5), Max(1, 2.5), Max('a', 3), Max[uint8](7))
	fmt.Println(Convert[string](42, strconv.Itoa), Convert[int, string]("7", func(s string) int { n, _ := strconv.Atoi(s); return n }))
	fmt.Println(Zero[int](), Zero[string]() == "", Zero[*int]() == nil, Zero[[2]bool](), Zero[error]() == nil, Zero[struct{ a, b int }]())
	p := Ptr(Ptr(5))
	**p++
	fmt.Println(**p, *Ptr("s"), Ptr[any](nil) != nil)
	a, b := Pair(1, "x")()
	fmt.Println(a, b)
	fmt.Println(Keys(map[string]int{"a": 1, "z": 2}))

	// Functions inferred from assignment, from parameters, and instantiated as values.
	var f func(float64) float64 = double
	g := double[int]
	type meters int
	fmt.Println(f(1.5), g(4), double(meters(21)))
	fmt.Println(apply(1, double, double[int], func(x int) int { return x + 1 }), apply("s"))
	h := Max[string]
	fmt.Printf("%T %T %T\n", h, Zero[map[string]int], Pair[int, error])
	fmt.Println(Map(Map([]int{1, 2}, double), func(x int) float64 { return float64(x) / 4 }))
	table := map[string]func([]int, func(int) bool) []int{"keep": Keep}
	fmt.Println(table["keep"]([]int{1, 2, 3}, func(x int) bool { return x != 2 }))
	fmt.Println(func() func(int) int { return double }()(8))
}
