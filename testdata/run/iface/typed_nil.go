// run

// An interface holding a nil pointer, map, slice, func or channel is not nil itself.
package main

import (
	"errors"
	"fmt"
)

type myErr struct{ code int }

func (e *myErr) Error() string {
	if e == nil {
		return "nil myErr"
	}
	return fmt.Sprint("code ", e.code)
}

func wrong(fail bool) error {
	var e *myErr
	if fail {
		e = &myErr{1}
	}
	return e
}

func right(fail bool) error {
	if fail {
		return &myErr{2}
	}
	return nil
}

type set map[string]bool

func (s set) Has(k string) bool { return s[k] }

type haser interface{ Has(string) bool }

func isNil(x any) bool { return x == nil }

func main() {
	fmt.Println(wrong(false) == nil, wrong(false), wrong(true), right(false) == nil, right(false), right(true))
	err := wrong(false)
	var target *myErr
	fmt.Println(errors.As(err, &target), target == nil, err == error((*myErr)(nil)), err.(*myErr) == nil)

	var p *int
	var m map[string]int
	var s []int
	var f func()
	var c chan int
	var i error
	fmt.Println(isNil(p), isNil(m), isNil(s), isNil(f), isNil(c), isNil(i), isNil(nil), isNil(&i))
	var h haser = set(nil)
	fmt.Println(h == nil, h.Has("x"))
	h = nil
	fmt.Println(h == nil, any(h) == nil)
	fmt.Printf("%v %v %v %v %v %T %T %T\n", any(p), any(m), any(s), any(c), any(i), any(p), any(i), err)

	// Conversion of a nil interface to another gives nil, of a typed nil keeps the type.
	var e error
	var a any = e
	var st interface{ Error() string } = e
	fmt.Println(a == nil, st == nil)
	e = (*myErr)(nil)
	a, st = e, e
	fmt.Println(a == nil, st == nil, a == any(e), st == e)
	list := []error{nil, (*myErr)(nil), right(false), &myErr{3}}
	n := 0
	for _, e := range list {
		if e != nil {
			n++
		}
	}
	fmt.Println(n, list)
	defer func() {
		r := recover()
		fmt.Println(r == nil, r)
		panic2()
	}()
	panic(err)
}

func panic2() {
	defer func() { fmt.Println(recover()) }()
	var i interface{ Error() string }
	fmt.Println(i.Error())
}
