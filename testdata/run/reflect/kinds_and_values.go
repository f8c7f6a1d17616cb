// run

// reflect: Kind, Type and Value accessors for every kind, CanX queries, zero values, and kind-mismatch panics.
package main

import (
	"fmt"
	"reflect"
	"unsafe"
)

type T struct {
	A int
	b string
}

func try(f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println("panic:", e)
		}
	}()
	f()
}

func main() {
	n := 5
	vals := []any{true, int8(-1), 2, int64(3), uint16(4), uintptr(5), float32(1.5), 2.5, complex64(1i), 2i, "str", []int{1, 2}, [2]string{"a", "b"}, map[string]int{"k": 1}, &n, T{1, "x"}, func(int) string { return "" }, make(chan int, 3), unsafe.Pointer(&n), struct{}{}, []byte("by"), error(nil)}
	for _, x := range vals {
		v := reflect.ValueOf(x)
		fmt.Print(v.Kind(), " valid=", v.IsValid())
		if !v.IsValid() {
			fmt.Println(" ", v.String())
			continue
		}
		fmt.Print(" ", v.Type(), " ", v.Type().Size(), " ", v.Comparable(), v.IsZero(), v.CanAddr(), v.CanSet(), v.CanInterface(), v.CanInt(), v.CanUint(), v.CanFloat(), v.CanComplex(), " ")
		switch v.Kind() {
		case reflect.Bool:
			fmt.Print(v.Bool())
		case reflect.Int8, reflect.Int, reflect.Int64:
			fmt.Print(v.Int(), v.OverflowInt(200))
		case reflect.Uint16, reflect.Uintptr:
			fmt.Print(v.Uint(), v.OverflowUint(1<<20))
		case reflect.Float32, reflect.Float64:
			fmt.Print(v.Float(), v.OverflowFloat(1e300))
		case reflect.Complex64, reflect.Complex128:
			fmt.Print(v.Complex())
		case reflect.String:
			fmt.Print(v.String(), v.Len(), v.Index(1).Uint())
		case reflect.Slice:
			fmt.Print(v.Len(), v.Cap(), v.Index(1), v.IsNil(), v.Slice(1, 2).Len())
		case reflect.Array:
			fmt.Print(v.Len(), v.Index(0))
		case reflect.Map:
			fmt.Print(v.Len(), v.MapIndex(reflect.ValueOf("k")), v.MapIndex(reflect.ValueOf("z")).IsValid())
		case reflect.Pointer:
			fmt.Print(v.Elem().Int(), v.IsNil(), v.Pointer() != 0)
		case reflect.Struct:
			fmt.Print(v.NumField())
		case reflect.Chan:
			fmt.Print(v.Len(), v.Cap())
		case reflect.Func:
			fmt.Print(v.IsNil(), v.Type().NumIn())
		}
		fmt.Println(" ", v.String() != "", reflect.Zero(v.Type()).IsZero(), reflect.New(v.Type()).Elem().IsZero())
	}
	v := reflect.ValueOf(T{1, "x"})
	fmt.Println(v.String(), reflect.ValueOf(3).String(), reflect.Value{}.String(), reflect.Value{}.Kind(), reflect.Indirect(reflect.ValueOf(&n)).Int())
	try(func() { reflect.ValueOf("s").Int() })
	try(func() { reflect.ValueOf(1).Len() })
	try(func() { reflect.ValueOf(1).Elem() })
	try(func() { reflect.ValueOf(1).SetInt(2) })
	try(func() { v.Field(5) })
	try(func() { v.Field(1).Interface() })
	try(func() { reflect.ValueOf(&T{}).Elem().Field(1).SetString("x") })
	try(func() { reflect.ValueOf([]int{1}).Index(3) })
	try(func() { reflect.ValueOf([2]int{}).Slice(0, 1) })
	try(func() { reflect.Value{}.Type() })
	try(func() { reflect.ValueOf(1).IsNil() })
	try(func() { reflect.ValueOf(&n).Elem().Set(reflect.ValueOf("x")) })
	try(func() { reflect.ValueOf(&n).Elem().SetFloat(1) })
	try(func() { reflect.ValueOf(map[string]int{}).MapIndex(reflect.ValueOf(1)) })
	try(func() { reflect.ValueOf("abc").Index(9) })
	try(func() { reflect.TypeOf(1).Elem() })
	try(func() { reflect.TypeOf(1).Key() })
	try(func() { reflect.TypeOf("").Field(0) })
	try(func() { reflect.TypeOf(T{}).Field(2) })
	try(func() { reflect.TypeOf(1).NumIn() })
	try(func() { reflect.ValueOf(1).Convert(reflect.TypeOf([]int{})) })
	try(func() { reflect.ValueOf(T.String).Call(nil) })
	for k := reflect.Invalid; k <= reflect.UnsafePointer+1; k++ {
		fmt.Print(k, " ")
	}
	fmt.Println()
}

func (T) String() string { return "T" }
