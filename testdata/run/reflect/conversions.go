// run

// reflect: AssignableTo, ConvertibleTo, Convert, CanConvert, TypeAssert, between all kinds of types.
package main

import (
	"fmt"
	"io"
	"reflect"
)

type myInt int
type myStr string
type bytes []byte
type fn func(int) int
type rw interface {
	io.Reader
	io.Writer
}
type s1 struct{ A int }
type s2 struct {
	A int `tag:"x"`
}

func (m myInt) String() string { return fmt.Sprint("my", int(m)) }

func main() {
	types := []reflect.Type{
		reflect.TypeFor[int](), reflect.TypeFor[myInt](), reflect.TypeFor[uint8](), reflect.TypeFor[float64](), reflect.TypeFor[complex64](), reflect.TypeFor[string](), reflect.TypeFor[myStr](), reflect.TypeFor[[]byte](), reflect.TypeFor[bytes](), reflect.TypeFor[[]rune](), reflect.TypeFor[[2]byte](), reflect.TypeFor[*[2]byte](),
		reflect.TypeFor[s1](), reflect.TypeFor[s2](), reflect.TypeFor[struct{ A int }](), reflect.TypeFor[*s1](), reflect.TypeFor[*s2](), reflect.TypeFor[fn](), reflect.TypeFor[func(int) int](), reflect.TypeFor[chan int](), reflect.TypeFor[<-chan int](), reflect.TypeFor[any](), reflect.TypeFor[fmt.Stringer](), reflect.TypeFor[rw](), reflect.TypeFor[io.Reader](),
	}
	for _, a := range types {
		for _, b := range types {
			switch {
			case a.AssignableTo(b):
				fmt.Print("=")
			case a.ConvertibleTo(b):
				fmt.Print("c")
			default:
				fmt.Print(".")
			}
		}
		fmt.Println(" ", a)
	}
	conv := func(x any, t reflect.Type) {
		v := reflect.ValueOf(x)
		if !v.CanConvert(t) {
			fmt.Print("no; ")
			return
		}
		r := v.Convert(t)
		fmt.Printf("%v %v; ", r.Type(), r)
	}
	conv(300, reflect.TypeFor[uint8]())
	conv(-1, reflect.TypeFor[uint64]())
	conv(2.9, reflect.TypeFor[int8]())
	conv(uint64(1<<63), reflect.TypeFor[float32]())
	conv(65, reflect.TypeFor[string]())
	conv(uint8(200), reflect.TypeFor[myStr]())
	conv("é", reflect.TypeFor[[]byte]())
	conv("é", reflect.TypeFor[[]rune]())
	conv([]rune("世"), reflect.TypeFor[string]())
	conv(bytes("b"), reflect.TypeFor[myStr]())
	conv([]byte{1, 2, 3}, reflect.TypeFor[[2]byte]())
	conv([]byte{1}, reflect.TypeFor[[2]byte]())
	conv([]byte{1}, reflect.TypeFor[*[2]byte]())
	conv(1+2i, reflect.TypeFor[complex64]())
	conv(s1{5}, reflect.TypeFor[s2]())
	conv(myInt(7), reflect.TypeFor[fmt.Stringer]())
	conv(myInt(7), reflect.TypeFor[any]())
	conv(1, reflect.TypeFor[fmt.Stringer]())
	fmt.Println()
	r := reflect.ValueOf(&s1{6}).Convert(reflect.TypeFor[*s2]())
	fmt.Println(r.Elem().Field(0), reflect.ValueOf(fn(func(x int) int { return x + 1 })).Convert(reflect.TypeFor[func(int) int]()).Interface().(func(int) int)(1))
	n, ok := reflect.TypeAssert[int](reflect.ValueOf(5))
	_, ok2 := reflect.TypeAssert[myInt](reflect.ValueOf(5))
	st, ok3 := reflect.TypeAssert[fmt.Stringer](reflect.ValueOf(myInt(3)))
	fmt.Println(n, ok, ok2, st, ok3)
	var i any = myInt(4)
	e := reflect.ValueOf(&i).Elem()
	fmt.Println(e.Kind(), e.Elem().Kind(), e.Elem().Type(), e.NumMethod(), e.Elem().NumMethod(), e.Type())
	defer func() { fmt.Println(recover()) }()
	reflect.ValueOf([]byte{1}).Convert(reflect.TypeFor[[2]byte]())
}
