// run

// Texts of failed assertions: wrong concrete type, missing method, nil interface, pointer receivers, same names.
package main

import (
	"errors"
	"fmt"
	"io"
	"runtime"
)

type writer struct{}

func (*writer) Write(p []byte) (int, error) { return len(p), nil }

type shape interface {
	Area() float64
	Name() string
}
type half struct{}

func (half) Area() float64 { return 0 }

type wrongSig struct{}

func (wrongSig) Name(int) string { return "" }
func (wrongSig) Area() float64   { return 0 }

type private interface{ hidden() }
type thing int

func try(f func()) {
	defer func() {
		e := recover()
		var te *runtime.TypeAssertionError
		err, _ := e.(error)
		fmt.Println(errors.As(err, &te), e)
	}()
	f()
}

func localType() any {
	type thing int
	return thing(1)
}

func main() {
	var x any = 1
	var n any
	var r io.Reader
	var s shape
	try(func() { _ = x.(string) })
	try(func() { _ = n.(string) })
	try(func() { _ = n.(io.Reader) })
	try(func() { _ = r.(io.Writer) })
	try(func() { _ = s.(half2) })
	try(func() { _ = x.(io.Reader) })
	try(func() { _ = any(half{}).(shape) })
	try(func() { _ = any(wrongSig{}).(shape) })
	try(func() { _ = any(writer{}).(io.Writer) })
	try(func() { _ = any(&writer{}).(writer) })
	try(func() { _ = any(half{}).(private) })
	try(func() { _ = localType().(thing) })
	try(func() { _ = x.(interface{ Foo() }) })
	try(func() { _ = any([]int{}).([]string) })
	try(func() { _ = any(func(int) {}).(func()) })
	try(func() { _ = any(map[string][]any{}).(map[string]any) })
	try(func() { _ = any(struct{ A int }{}).(struct{ a int }) })
	try(func() { _ = any(make(chan<- int)).(<-chan int) })
	try(func() { _ = io.Reader(io.MultiReader()).(io.Closer) })
	try(func() { _ = error(errors.New("x")).(fmt.Stringer) })
	try(func() { var e error; _ = e.(fmt.Stringer) })
	try(func() {
		switch v := x.(type) {
		case int:
			_ = any(v).(int64)
		}
	})
	try(func() { _ = any(uint8(1)).(int8) })
	try(func() { type shape struct{}; _ = any(shape{}).(interface{ Area() float64 }) })
}

type half2 struct{ half }

func (half2) Name() string { return "" }
