// run

// %T and reflect names of instantiated types, local types, closures, aliases and nested instantiations.
package main

import (
	"fmt"
	"reflect"
	"time"
)

type Pair[A, B any] struct {
	a A
	b B
}
type Rec[T any] struct{ next *Rec[T] }
type Wrap[T any] struct{ Pair[T, *T] }
type Fn[T any] func(T) Rec[T]
type Alias[T any] = Pair[T, []T]
type Plain = Pair[int, string]
type Iface[T any] interface{ M(T) Iface[T] }
type M[K comparable, V any] map[K]V

func (Pair[A, B]) Name() string { return reflect.TypeFor[Pair[A, B]]().Name() }

func local[T any](v T) (any, any) {
	type inner struct{ v T }
	type inner2[U any] struct {
		t T
		u U
	}
	return inner{v}, inner2[string]{v, "x"}
}

func plainLocal() any {
	type inner struct{ x int }
	return []inner{{1}}
}

func show(vs ...any) {
	for _, v := range vs {
		t := reflect.TypeOf(v)
		fmt.Printf("%T | %q | %q\n", v, t.Name(), t.PkgPath())
	}
}

func main() {
	show(Pair[int, string]{}, Pair[[]byte, map[string]any]{}, Pair[struct{ X int }, func(int) error]{}, Pair[time.Duration, *time.Time]{})
	show(&Rec[int]{}, Rec[Rec[float64]]{}, Wrap[bool]{}, Fn[string](nil), Alias[int8]{}, Plain{}, M[string, M[int, error]]{})
	show([]Pair[int, int]{}, [2]*Pair[any, error]{}, make(chan<- Rec[int]), func(Pair[int, int], ...Rec[bool]) {}, map[Pair[int, int]]Rec[any]{})
	a, b := local(1)
	c, d := local("s")
	e, f := local(Pair[int, int]{})
	show(a, b, c, d, e, f, plainLocal())
	var i Iface[int]
	fmt.Println(reflect.TypeOf(&i).Elem(), reflect.TypeFor[Iface[Pair[int, int]]](), Pair[int, []Pair[bool, bool]]{}.Name())
	g, h := local(a)
	show(g, h)
	fmt.Println(reflect.TypeOf(a) == reflect.TypeOf(c), reflect.TypeOf(Plain{}) == reflect.TypeOf(Pair[int, string]{}))
	x, _ := local(2)
	fmt.Println(reflect.TypeOf(a) == reflect.TypeOf(x))
	type here struct{ Pair[rune, byte] }
	fmt.Printf("%T %+v %#v\n", here{}, here{}, Pair[int, string]{1, "x"})
	fmt.Printf("%v\n", reflect.TypeOf(Wrap[int]{}).Field(0).Name)
	fmt.Printf("%T %T\n", Pair[interface{ M() }, struct {
		A int `tag:"x"`
	}]{}, Pair[[3]chan int, <-chan struct{}]{})
}
