// run

// Type switches: single and multiple types, nil, interfaces, order of cases, scoping, fallthrough to default.
package main

import (
	"errors"
	"fmt"
)

type shape interface{ Area() int }
type square int
type rect struct{ w, h int }

func (s square) Area() int    { return int(s * s) }
func (r *rect) Area() int     { return r.w * r.h }
func (r rect) String() string { return "rect" }

func classify(x any) string {
	switch v := x.(type) {
	case nil:
		return fmt.Sprintf("nil %v", v == nil)
	case int:
		return fmt.Sprint("int ", v+1)
	case int8, int16, int32:
		return fmt.Sprintf("small int %v %T", v, v)
	case float64:
		return fmt.Sprint("float ", v/2)
	case string:
		return "string " + v[:1]
	case []int:
		return fmt.Sprint("slice ", len(v))
	case [2]int:
		return fmt.Sprint("array ", v[1])
	case map[string]int:
		return fmt.Sprint("map ", v["k"])
	case func(int) int:
		return fmt.Sprint("func ", v(2))
	case chan int, <-chan int:
		return fmt.Sprintf("chan %T", v)
	case *rect:
		return fmt.Sprint("rect pointer ", v.w)
	case shape:
		return fmt.Sprint("shape ", v.Area())
	case error:
		return "error " + v.Error()
	case fmt.Stringer:
		return "stringer " + v.String()
	case struct{ X int }:
		return fmt.Sprint("anonymous ", v.X)
	case bool, nil2:
		return fmt.Sprint("bool ", v)
	default:
		return fmt.Sprintf("other %T", v)
	}
}

type nil2 struct{}

func noVar(x any) (n int) {
	switch x.(type) {
	case interface{ Area() int }:
		n = 1
	case error, fmt.Stringer:
		n = 2
	}
	return
}

func main() {
	for _, x := range []any{
		nil, 1, int8(2), rune('a'), 2.5, "str", []int{1, 2}, [2]int{3, 4}, map[string]int{"k": 5}, func(x int) int { return x * x },
		make(chan int), (<-chan int)(nil), make(chan<- int), &rect{2, 3}, rect{}, square(4), errors.New("e"), struct{ X int }{6}, true, nil2{},
		uint(1), (*int)(nil), (*rect)(nil) == nil, complex64(1), struct{ y int }{1},
	} {
		fmt.Println(classify(x), noVar(x))
	}
	var s shape = square(3)
	switch t := s.(type) {
	case *rect:
		fmt.Println("rect", t.h)
	case square:
		fmt.Println("square", t*2)
	}
	switch y := any(s).(type) {
	default:
		fmt.Printf("default first: %T\n", y)
	case interface{ Perimeter() int }:
		fmt.Println("unexpected", y)
	}
	// An init statement, shadowing, break, and a switch whose guard is a call evaluated once.
	calls := 0
	get := func() any { calls++; return calls }
	switch z := 10; v := get().(type) {
	case string, int:
		if v == 1 {
			break
		}
		fmt.Println("not reached", z)
	}
	switch get().(type) {
	}
	fmt.Println(calls)
	var e error
	switch e.(type) {
	case nil:
		fmt.Println("nil error")
	}
}
