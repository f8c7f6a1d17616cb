// run

// reflect: MakeFunc with arguments and results of all shapes, used directly, as methods of adapters, and recursively.
package main

import (
	"fmt"
	"reflect"
	"sort"
	"strings"
)

type big struct {
	a [6]int
	f float64
	s string
}

func swap(args []reflect.Value) []reflect.Value { return []reflect.Value{args[1], args[0]} }

func makeFunc[F any](body func([]reflect.Value) []reflect.Value) F {
	return reflect.MakeFunc(reflect.TypeFor[F](), body).Interface().(F)
}

func logged[F any](name string, f F, log *[]string) F {
	v := reflect.ValueOf(f)
	return makeFunc[F](func(args []reflect.Value) []reflect.Value {
		var s []string
		for _, a := range args {
			s = append(s, fmt.Sprint(a))
		}
		var res []reflect.Value
		if v.Type().IsVariadic() {
			res = v.CallSlice(args)
		} else {
			res = v.Call(args)
		}
		*log = append(*log, fmt.Sprintf("%s(%s)=%v", name, strings.Join(s, ","), res))
		return res
	})
}

func main() {
	fmt.Println(makeFunc[func(int, int) (int, int)](swap)(1, 2))
	fmt.Println(makeFunc[func(string, float64) (float64, string)](swap)("s", 2.5))
	fmt.Println(makeFunc[func(big, []int) ([]int, big)](swap)(big{f: 1, s: "b"}, []int{1}))
	fmt.Println(makeFunc[func(any, error) (error, any)](swap)(1, nil))
	fmt.Println(makeFunc[func(int8, complex128) (complex128, int8)](swap)(-1, 2i))
	fmt.Println(makeFunc[func([3]byte, struct{}) (struct{}, [3]byte)](swap)([3]byte{1, 2, 3}, struct{}{}))
	fmt.Println(makeFunc[func(float32, bool) (bool, float32)](swap)(0.1, true))

	sum := makeFunc[func(...int) int](func(args []reflect.Value) []reflect.Value {
		t := 0
		for i := range args[0].Len() {
			t += int(args[0].Index(i).Int())
		}
		return []reflect.Value{reflect.ValueOf(t)}
	})
	fmt.Println(sum(), sum(1, 2, 3), sum([]int{4, 5}...))
	many := makeFunc[func(a, b, c, d, e, f, g, h, i, j, k int, x, y, z, u, v, w, p, q, r float64, s string) string](func(args []reflect.Value) []reflect.Value {
		s := ""
		for _, a := range args {
			s += fmt.Sprint(a, " ")
		}
		return []reflect.Value{reflect.ValueOf(s)}
	})
	fmt.Println(many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, "end"))

	var log []string
	fmt.Println(logged("repeat", strings.Repeat, &log)("ab", 2), logged("sprint", fmt.Sprint, &log)(1, "x"))
	divmod := logged("divmod", func(a, b int) (q, r int) { return a / b, a % b }, &log)
	fmt.Println(divmod(17, 5))
	fmt.Println(log)

	var fib func(int) int
	fib = makeFunc[func(int) int](func(args []reflect.Value) []reflect.Value {
		n := int(args[0].Int())
		if n < 2 {
			return args
		}
		return []reflect.Value{reflect.ValueOf(fib(n-1) + fib(n-2))}
	})
	fmt.Println(fib(12))
	xs := []string{"bb", "a", "ccc"}
	sort.Slice(xs, makeFunc[func(i, j int) bool](func(args []reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf(len(xs[args[0].Int()]) > len(xs[args[1].Int()]))}
	}))
	fmt.Println(xs)
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		makeFunc[func()](func([]reflect.Value) []reflect.Value { panic("inside MakeFunc") })()
	}()
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		makeFunc[func() int](func([]reflect.Value) []reflect.Value { return []reflect.Value{reflect.ValueOf("x")} })()
	}()
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		makeFunc[func() int](func([]reflect.Value) []reflect.Value { return nil })()
	}()
	done := make(chan int)
	go makeFunc[func(int)](func(a []reflect.Value) []reflect.Value { done <- int(a[0].Int()); return nil })(9)
	fmt.Println(<-done)
	func() {
		defer makeFunc[func(string)](func(a []reflect.Value) []reflect.Value { fmt.Println("deferred", a[0], recover()); return nil })("arg")
		panic("seen by MakeFunc")
	}()
}
