// run

// Type switches, assertions and comparisons on values of type-parameter type; type parameters as case types.
package main

import (
	"errors"
	"fmt"
)

type Shape interface{ Area() float64 }
type Sq float64

func (s Sq) Area() float64 { return float64(s * s) }

func kind[T any](v T) string {
	switch x := any(v).(type) {
	case nil:
		return "nil"
	case int, int64:
		return fmt.Sprintf("integer %v", x)
	case string:
		return "string " + x
	case []T:
		return "slice of itself?"
	case Shape:
		return fmt.Sprint("shape ", x.Area())
	case error:
		return "error " + x.Error()
	case fmt.Stringer:
		return "stringer"
	}
	return fmt.Sprintf("%T", v)
}

func match[A, B any](x any) string {
	switch v := x.(type) {
	case A:
		return fmt.Sprintf("A=%v", any(v))
	case B:
		return fmt.Sprintf("B=%v", any(v))
	case []A:
		return fmt.Sprint("[]A ", len(v))
	case map[string]B:
		return fmt.Sprint("map ", len(v))
	case func(A) B:
		var a A
		return fmt.Sprint("func ", v(a))
	case *A, chan B:
		return "pointer or chan"
	}
	return "neither"
}

func as[T any](x any) (T, bool) { t, ok := x.(T); return t, ok }

func must[T any](x any) T { return x.(T) }

func size[T any]() int {
	var z T
	switch any(z).(type) {
	case int8, uint8, bool:
		return 1
	case int16, uint16:
		return 2
	case int32, float32:
		return 4
	case int, int64, float64:
		return 8
	}
	return -1
}

func find[E error](errs ...error) (n int, last E) {
	for _, err := range errs {
		if e, ok := err.(E); ok {
			n++
			last = e
		}
	}
	return
}

type coded struct{ c int }

func (c coded) Error() string { return fmt.Sprint("code", c.c) }

func isZero[T comparable](v T) bool { var z T; return v == z }

func equalAny[T any](a, b T) (r bool) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Print(e, " ")
		}
	}()
	return any(a) == any(b)
}

func main() {
	fmt.Println(kind(1), kind("s"), kind(Sq(2)), kind(errors.New("e")), kind[any](nil), kind([]int{}), kind[error](nil), kind(2.5), kind(any(int64(7))))
	fmt.Println(match[int, string](1), match[int, string]("s"), match[int, string](2.5), match[any, string]("s"), match[error, fmt.Stringer](coded{3}))
	fmt.Println(match[int, string]([]int{1, 2}), match[int, string](map[string]string{}), match[int, string](func(i int) string { return fmt.Sprint("called", i) }))
	fmt.Println(match[int, string](new(int)), match[int, string](make(chan string)), match[int, int](5), match[[]int, int]([]int{1}))
	fmt.Println(as[int](5))
	fmt.Println(as[string](5))
	fmt.Println(as[error](coded{1}))
	fmt.Println(as[fmt.Stringer](coded{1}))
	fmt.Println(must[Shape](Sq(3)).Area(), size[int8](), size[uint16](), size[float32](), size[float64](), size[string]())
	fmt.Println(find[coded](coded{1}, errors.New("x"), coded{2}))
	fmt.Println(find[*coded](coded{1}))
	fmt.Println(isZero(0), isZero("x"), isZero[any](nil), isZero(struct{ a, b int }{}), isZero[*int](nil), isZero([2]string{}))
	fmt.Println(equalAny(1, 1), equalAny([]int{}, nil), equalAny[any](1, 1.0), equalAny(func() {}, func() {}))
	defer func() { fmt.Println(recover()) }()
	must[map[string]int](map[int]string{})
}
