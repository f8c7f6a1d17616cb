// run

// reflect: Value.Call and CallSlice of functions, closures, methods and variadics with arguments of all shapes.
package main

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
)

type T struct{ n int }
type big struct {
	a [10]int
	s string
}

func (t T) Add(x int, ys ...int) int {
	for _, y := range ys {
		x += y
	}
	return t.n + x
}
func (t *T) Set(n int) *T                 { t.n = n; return t }
func (t T) Big(b big, f float32) (big, T) { b.a[9] += int(f); b.s += "!"; return b, t }
func (t T) private() int                  { return t.n }

func mixed(a int8, b float32, c string, d []int, e any, f big, g complex64, h bool, i func() int, j float64, k map[string]int, l error, m [2]int16, n struct{}, o *int) (string, float64, error, big, [2]int16) {
	*o += int(a)
	f.s = c
	return fmt.Sprint(a, b, c, d, e, g, h, i(), k, l, n), j * 2, errors.New("res"), f, [2]int16{m[1], m[0]}
}

func ints(a, b, c, d, e, f, g, h, i, j, k, l int) (int, int, int, int, int, int, int, int, int, int) {
	return a, b, c, d, e, f, g, h, i + j, k * l
}

func floats(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q float64) float64 {
	return a - b + c - d + e - f + g - h + i - j + k - l + m - n + o - p + q
}

func vals(xs ...any) (vs []reflect.Value) {
	for _, x := range xs {
		vs = append(vs, reflect.ValueOf(x))
	}
	return
}

func show(vs []reflect.Value) {
	for _, v := range vs {
		fmt.Print(v, " ")
	}
	fmt.Println()
}

func try(f func()) {
	defer func() { fmt.Println("panic:", recover()) }()
	f()
}

func main() {
	x := 100
	args := vals(int8(-5), float32(1.5), "c", []int{1}, "any", big{a: [10]int{9: 9}}, complex64(1i), true, func() int { return 7 }, 2.5, map[string]int{"k": 1}, nil, [2]int16{1, 2}, struct{}{}, &x)
	args[11] = reflect.Zero(reflect.TypeFor[error]())
	show(reflect.ValueOf(mixed).Call(args))
	fmt.Println(x)
	show(reflect.ValueOf(ints).Call(vals(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)))
	show(reflect.ValueOf(floats).Call(vals(1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0)))
	t := &T{10}
	v := reflect.ValueOf(t)
	show(v.MethodByName("Add").Call(vals(1, 2, 3)))
	show(v.MethodByName("Add").Call(vals(1)))
	show(v.MethodByName("Add").CallSlice(vals(1, []int{4, 5})))
	fmt.Println(v.MethodByName("Set").Call(vals(50))[0].Interface().(*T).n, t.n)
	show(v.MethodByName("Big").Call(vals(big{s: "s"}, float32(3))))
	m := v.Elem().Method(0)
	t.n = 1000 // the receiver was copied
	show(m.Call(vals(1)))
	bound := v.MethodByName("Add").Interface().(func(int, ...int) int)
	fmt.Println(bound(1, 1), v.MethodByName("private").IsValid(), v.NumMethod(), v.Elem().NumMethod(), v.MethodByName("Nope").IsValid())
	mt, _ := reflect.TypeOf(t).MethodByName("Set")
	fmt.Println(mt.Name, mt.Type, mt.Index, mt.IsExported(), mt.Func.Call([]reflect.Value{v, reflect.ValueOf(3)})[0].Elem().Field(0))
	var s fmt.Stringer = reflect.ValueOf(t)
	_ = s
	rd := reflect.ValueOf(strings.NewReader("read me")).MethodByName("ReadByte")
	show(rd.Call(nil))
	i := reflect.ValueOf([]error{errors.New("in interface")}).Index(0)
	show(i.MethodByName("Error").Call(nil))
	show(reflect.ValueOf(strings.Join).Call(vals([]string{"a", "b"}, "-")))
	show(reflect.ValueOf(fmt.Sprintf).Call(vals("%d %s %v", 1, "two", nil)[:3]))
	show(reflect.ValueOf(fmt.Sprint).CallSlice(vals([]any{1, "x", nil})))
	counter := 0
	inc := reflect.ValueOf(func() { counter++ })
	for range 5 {
		inc.Call(nil)
	}
	fmt.Println(counter, len(inc.Call(nil)))
	try(func() { reflect.ValueOf(ints).Call(nil) })
	try(func() { reflect.ValueOf(strings.ToUpper).Call(vals(1)) })
	try(func() { reflect.ValueOf(5).Call(nil) })
	try(func() { var f func(); reflect.ValueOf(f).Call(nil) })
	try(func() { reflect.ValueOf(func() { panic("through Call") }).Call(nil) })
	try(func() { v.MethodByName("Add").CallSlice(vals(1, 2)) })
	try(func() { reflect.ValueOf(strings.ToUpper).Call([]reflect.Value{{}}) })
	try(func() { reflect.ValueOf(struct{ f func() }{func() {}}).Field(0).Call(nil) })
}
