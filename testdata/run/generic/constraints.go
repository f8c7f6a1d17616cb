// run

// Constraints: type sets with ~, unions, methods, comparable, embedded constraints, core types, inline ones.
package main

import (
	"fmt"
	"strings"
)

type Integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64
}
type Float interface{ ~float32 | ~float64 }
type Number interface{ Integer | Float }
type Text interface{ ~string | ~[]byte }

type StringableNumber interface {
	Number
	fmt.Stringer
}

type celsius float64

func (c celsius) String() string { return fmt.Sprintf("%.1f°", float64(c)) }

func Sum[T Number](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return
}

func Describe[T StringableNumber](x T) string {
	return x.String() + fmt.Sprint(" doubled ", (x*2).String())
}

func Count[T Text](s T, b byte) (n int) {
	for i := 0; i < len(s); i++ {
		if s[i] == b {
			n++
		}
	}
	return n + len(s[1:])*100
}

func Index[T comparable](s []T, v T) int {
	for i, x := range s {
		if x == v {
			return i
		}
	}
	return -1
}

type Setter[T any] interface {
	*T
	Set(string)
}
type conf struct{ v string }

func (c *conf) Set(s string) { c.v = s }

func FromStrings[T any, PT Setter[T]](ss ...string) []T {
	out := make([]T, len(ss))
	for i, s := range ss {
		PT(&out[i]).Set(s)
	}
	return out
}

func Clone[S interface{ ~[]E }, E any](s S) S { return append(S(nil), s...) }

func Get[M ~map[K]V, K comparable, V any](m M, k K, d V) V {
	if v, ok := m[k]; ok {
		return v
	}
	return d
}

func Drain[C ~chan E | ~<-chan E, E any](c C) (out []E) {
	for v := range c {
		out = append(out, v)
	}
	return
}

func Call[F ~func(A) R, A, R any](f F, a A) R { return f(a) }

func Shift[T ~uint8 | ~uint16 | ~int32](x T, n uint) T { return x << n >> n }

func Abs[T interface{ ~int | ~float64 }](x T) T {
	if x < 0 {
		return -x
	}
	return x
}

type Ordered[T any] interface{ Less(T) bool }
type ver struct{ major, minor int }

func (v ver) Less(w ver) bool { return v.major < w.major || v.major == w.major && v.minor < w.minor }

func Min[T Ordered[T]](a, b T) T {
	if b.Less(a) {
		return b
	}
	return a
}

func Same[A ~[]E, B ~[]E, E comparable](a A, b B) bool {
	return len(a) == len(b) && (len(a) == 0 || a[0] == b[0])
}

func Field[P interface{ *struct{ X, Y int } }](p P) P { return p }

type builder interface {
	comparable
	WriteString(string) (int, error)
}

func Write[B builder](bs ...B) int {
	for _, b := range bs {
		b.WriteString("w")
	}
	return Index(bs, bs[len(bs)-1])
}

func main() {
	fmt.Println(Sum(1, 2, 3), Sum(1.5, 2), Sum[int8](100, 27, 1), Sum[celsius](1, 2.5), Sum[float32]())
	fmt.Println(Describe(celsius(20)), Count("banana", 'a'), Count([]byte("xx"), 'x'))
	fmt.Println(Index([]any{1, "a", nil}, nil), Index([]string{"p"}, "q"), Index([][2]int{{1, 2}, {3, 4}}, [2]int{3, 4}))
	fmt.Println(FromStrings[conf]("a", "b"))
	type ids []int
	c := Clone(ids{1, 2})
	c[0] = 9
	fmt.Printf("%T %v\n", c, c)
	fmt.Println(Get(map[string]int{"a": 1}, "b", -1), Call(strings.ToUpper, "up"), Shift(uint8(0xFF), 4), Shift(int32(-1), 4), Shift(uint16(1), 16))
	ch := make(chan int, 3)
	ch <- 1
	ch <- 2
	close(ch)
	fmt.Println(Drain(ch), Drain((<-chan int)(ch)), Abs(-3), Abs(-2.5), Abs(4))
	fmt.Println(Min(ver{1, 2}, ver{1, 1}), Same(ids{1}, []int{1}), Field(&struct{ X, Y int }{3, 4}).Y)
	var b1, b2 strings.Builder
	fmt.Println(Write(&b1, &b2, &b1), b1.String(), b2.String())
	defer func() { fmt.Println(recover()) }()
	Index([]any{func() {}}, any(func() {}))
}
