// run

// reflect.DeepEqual on nested, cyclic, nil and empty values, functions, NaN, and unexported fields; Value.Equal.
package main

import (
	"errors"
	"fmt"
	"math"
	"reflect"
)

type node struct {
	v    int
	next *node
	m    map[string]*node
}
type loop []any
type basic struct {
	x int
	y float32
}
type notBasic basic

func ring(n int) *node {
	first := &node{v: 0}
	p := first
	for i := 1; i < n; i++ {
		p.next = &node{v: i}
		p = p.next
	}
	p.next = first
	return first
}

func main() {
	f := func() {}
	nan := math.NaN()
	l1, l2 := loop{nil}, loop{nil}
	l1[0], l2[0] = l1, l2
	m1, m2 := map[string]any{}, map[string]any{}
	m1["self"], m2["self"] = m1, m2
	arr := []int{1, 2, 3}
	nanSlice := []float64{nan}
	for i, c := range [][2]any{
		{1, 1}, {1, int64(1)}, {"a", "a"}, {nil, nil}, {nil, 1}, {nan, nan}, {nanSlice, nanSlice}, {[]float64{nan}, []float64{nan}}, {map[float64]int{nan: 1}, map[float64]int{nan: 1}},
		{[]int{}, []int(nil)}, {[]int(nil), []int(nil)}, {map[int]int{}, map[int]int(nil)}, {[]int{1, 2}, []int{1, 2}}, {arr[:2], arr[:2:2]}, {[2]int{1, 2}, [2]int{1, 2}}, {[]int{1, 2}, []int{2, 1}},
		{map[string][]int{"a": {1}}, map[string][]int{"a": {1}}}, {map[string]int{"a": 1}, map[string]int{"b": 1}}, {map[string]int{"a": 0}, map[string]int{"b": 0}}, {f, f}, {(func())(nil), (func())(nil)}, {[]func(){nil}, []func(){nil}},
		{basic{1, 0.5}, basic{1, 0.5}}, {basic{1, 0.5}, notBasic{1, 0.5}}, {&basic{1, 2}, &basic{1, 2}}, {ring(3), ring(3)}, {ring(3), ring(4)}, {l1, l2}, {m1, m2},
		{errors.New("x"), errors.New("x")}, {error(nil), error(nil)}, {[]any{1, "a", nil}, []any{1, "a", nil}}, {[]any{1}, []any{1.0}}, {&node{m: map[string]*node{"k": {v: 1}}}, &node{m: map[string]*node{"k": {v: 1}}}}, {(*int)(nil), (*int)(nil)}, {(*int)(nil), (*string)(nil)},
		{[]byte("ab"), []byte("ab")}, {0.0, math.Copysign(0, -1)}, {make(chan int), make(chan int)}, {struct{}{}, struct{}{}},
	} {
		fmt.Print(i, reflect.DeepEqual(c[0], c[1]), " ")
	}
	fmt.Println()
	v := func(x any) reflect.Value { return reflect.ValueOf(x) }
	fmt.Println(v(1).Equal(v(1)), v("a").Equal(v("b")), v([2]int{1, 2}).Equal(v([2]int{1, 2})), v(basic{1, 2}).Equal(v(basic{1, 2})), v(nan).Equal(v(nan)), v(1).Equal(v(1.0)), v(&arr).Equal(v(&arr)), reflect.Value{}.Equal(reflect.Value{}))
	fmt.Println(v(basic{}).Comparable(), v([]int{}).Comparable(), v([1]any{[]int{}}).Comparable(), v(struct{ i any }{f}).Comparable())
	func() {
		defer func() { fmt.Println(recover()) }()
		v([]int{}).Equal(v([]int{}))
	}()
}
