// run

// Parts without size in arguments and results of functions called through reflection, and of functions it makes.
package main

import (
	"fmt"
	"reflect"
)

type none struct{}

type middle struct {
	A uintptr
	X [3]none
	B float64
}

type nested struct {
	A *int
	X struct {
		Y [2][0]string
		Z none
	}
	B [1]string
}

type only [5]none

//go:noinline
func pass(f func(middle, only) (middle, only), a middle) (middle, only) { return f(a, only{}) }

//go:noinline
func mixed(o only, n nested, e [0]int, m middle, i int) (int, nested, [0]int, middle) {
	return i + len(o), n, e, m
}

func main() {
	double := reflect.MakeFunc(reflect.TypeFor[func(middle, only) (middle, only)](), func(args []reflect.Value) []reflect.Value {
		m := args[0].Interface().(middle)
		m.A, m.B = m.A*2, m.B*2
		return []reflect.Value{reflect.ValueOf(m), args[1]}
	})
	out := reflect.ValueOf(pass).Call([]reflect.Value{double, reflect.ValueOf(middle{A: 3, B: 1.5})})
	fmt.Println(out[0], out[1])
	m, o := double.Interface().(func(middle, only) (middle, only))(middle{A: 5, B: 0.25}, only{})
	fmt.Println(m, o)
	x := 7
	args := []any{only{}, nested{A: &x, B: [1]string{"s"}}, [0]int{}, middle{A: 1, B: 2}, 10}
	var values []reflect.Value
	for _, arg := range args {
		values = append(values, reflect.ValueOf(arg))
	}
	out = reflect.ValueOf(mixed).Call(values)
	n := out[1].Interface().(nested)
	fmt.Println(out[0], *n.A, n.B, out[2], out[3])
}
