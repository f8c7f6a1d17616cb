// run

// reflect: method sets of value and pointer types, embedded and promoted methods, interfaces, order and signatures.
package main

import (
	"fmt"
	"io"
	"reflect"
	"sort"
)

type V struct{ n int }

func (v V) Value() int            { return v.n }
func (v *V) Pointer(x int)        { v.n = x }
func (v V) hidden()               {}
func (v V) Zed(a, b string) error { return nil }

type E struct {
	V
	extra int
}
type EP struct{ *V }
type EI struct{ io.Reader }
type I interface {
	io.Reader
	Value() int
	hidden()
	Write([]byte) (int, error)
}
type S []int

func (s S) Len() int                  { return len(s) }
func (s *S) Push(x any)               { *s = append(*s, x.(int)) }
func (s S) Variadic(xs ...string) int { return len(xs) }

type F func()

func (f F) Run() { f() }

type G[T any] struct{ v T }

func (g G[T]) Get() T   { return g.v }
func (g *G[T]) Set(v T) { g.v = v }

func show(t reflect.Type) {
	fmt.Print(t, " ", t.NumMethod(), ":")
	for i := range t.NumMethod() {
		m := t.Method(i)
		fmt.Print(" ", m.Index, " ", m.Name, " ", m.Type, " ", m.PkgPath, " ", m.Func.IsValid(), ";")
	}
	fmt.Println()
}

func main() {
	for _, t := range []reflect.Type{reflect.TypeFor[V](), reflect.TypeFor[*V](), reflect.TypeFor[E](), reflect.TypeFor[*E](), reflect.TypeFor[EP](), reflect.TypeFor[EI](), reflect.TypeFor[*EI](), reflect.TypeFor[I](), reflect.TypeFor[error](), reflect.TypeFor[any](), reflect.TypeFor[S](), reflect.TypeFor[*S](), reflect.TypeFor[F](), reflect.TypeFor[G[int]](), reflect.TypeFor[*G[string]](), reflect.TypeFor[**V](), reflect.TypeFor[[]V](), reflect.TypeFor[struct{ V }](), reflect.TypeFor[struct{ *E }](), reflect.TypeFor[int](), reflect.TypeFor[func()](), reflect.TypeFor[io.ReadWriteCloser](), reflect.TypeFor[sort.Interface]()} {
		show(t)
	}
	reader, stringer := reflect.TypeFor[io.Reader](), reflect.TypeFor[fmt.Stringer]()
	fmt.Println(reflect.TypeFor[EI]().Implements(reader), reflect.TypeFor[V]().Implements(reader), reflect.TypeFor[I]().Implements(reader), reader.Implements(reflect.TypeFor[I]()), reflect.TypeFor[S]().Implements(reflect.TypeFor[interface{ Push(any) }]()), reflect.TypeFor[*S]().Implements(reflect.TypeFor[interface{ Push(any) }]()), reflect.TypeFor[reflect.Kind]().Implements(stringer))
	e := &E{V: V{1}}
	v := reflect.ValueOf(e)
	v.MethodByName("Pointer").Call([]reflect.Value{reflect.ValueOf(9)})
	fmt.Println(e.n, v.MethodByName("Value").Call(nil)[0], v.Elem().MethodByName("Pointer").IsValid(), v.Elem().Addr().MethodByName("Pointer").IsValid())
	fmt.Println(reflect.ValueOf(struct{ *E }{e}).MethodByName("Value").Call(nil)[0], reflect.ValueOf(F(func() { fmt.Print("ran ") })).MethodByName("Run").Call(nil))
	for m, f := range reflect.ValueOf(S{1, 2}).Methods() {
		fmt.Print(m.Name, " ", f.Type(), "; ")
	}
	fmt.Println()
	m, ok := reflect.TypeFor[I]().MethodByName("Value")
	fmt.Println(m.Name, m.Type, m.Func.IsValid(), ok)
	_, ok = reflect.TypeFor[V]().MethodByName("hidden")
	fmt.Println(ok)
	g := reflect.ValueOf(&G[float64]{2.5})
	g.MethodByName("Set").Call([]reflect.Value{reflect.ValueOf(7.5)})
	fmt.Println(g.MethodByName("Get").Call(nil)[0])
	func() {
		defer func() { fmt.Println(recover()) }()
		reflect.TypeFor[V]().Method(7)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var r io.Reader
		reflect.ValueOf(&r).Elem().Method(0).Call([]reflect.Value{reflect.ValueOf([]byte{})})
	}()
}
