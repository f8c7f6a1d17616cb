// run

// reflect: setting values of all kinds through pointers, struct fields, elements, map entries, and with Append and Copy.
package main

import (
	"fmt"
	"reflect"
)

type inner struct{ X, Y int }
type all struct {
	B   bool
	I8  int8
	U   uint32
	F   float32
	C   complex128
	S   string
	Bs  []byte
	Sl  []string
	Arr [3]int
	M   map[string]int
	P   *inner
	I   any
	St  fmt.Stringer
	Fn  func(int) int
	In  inner
	inner
	priv int
}
type str string

func (s str) String() string { return "str:" + string(s) }

func main() {
	a := all{Sl: []string{"p", "q"}, P: &inner{1, 2}}
	v := reflect.ValueOf(&a).Elem()
	v.FieldByName("B").SetBool(true)
	v.FieldByName("I8").SetInt(300) // truncates
	v.FieldByName("U").SetUint(1<<32 + 7)
	v.FieldByName("F").SetFloat(0.1)
	v.FieldByName("C").SetComplex(1 + 2i)
	v.FieldByName("S").SetString("set")
	v.FieldByName("Bs").SetBytes([]byte("bytes"))
	v.FieldByName("Sl").Index(0).SetString("P")
	v.FieldByName("Sl").Set(reflect.Append(v.FieldByName("Sl"), reflect.ValueOf("r")))
	v.FieldByName("Arr").Index(2).SetInt(9)
	v.FieldByName("M").Set(reflect.MakeMap(v.FieldByName("M").Type()))
	v.FieldByName("M").SetMapIndex(reflect.ValueOf("k"), reflect.ValueOf(5))
	v.FieldByName("P").Elem().Field(0).SetInt(11)
	v.FieldByName("I").Set(reflect.ValueOf(3.5))
	v.FieldByName("St").Set(reflect.ValueOf(str("x")))
	v.FieldByName("Fn").Set(reflect.ValueOf(func(x int) int { return x * 2 }))
	v.FieldByName("In").FieldByName("Y").SetInt(8)
	v.FieldByName("X").SetInt(77)
	fmt.Println(a.B, a.I8, a.U, a.F, a.C, a.S, string(a.Bs), a.Sl, a.Arr, a.M, *a.P, a.I, a.St, a.Fn(21), a.In, a.X, a.inner)
	fmt.Println(v.FieldByName("priv").CanSet(), v.FieldByName("priv").CanAddr(), v.FieldByName("inner").CanSet(), v.FieldByName("none").IsValid(), v.NumField())
	v.FieldByName("M").SetMapIndex(reflect.ValueOf("k"), reflect.Value{})
	v.FieldByName("Sl").SetLen(1)
	v.FieldByName("I").SetZero()
	v.FieldByName("P").Set(reflect.Zero(v.FieldByName("P").Type()))
	fmt.Println(a.M, a.Sl, cap(a.Sl) >= 3, a.I, a.P)

	s := reflect.MakeSlice(reflect.TypeFor[[]int](), 2, 5)
	s = reflect.AppendSlice(s, reflect.ValueOf([]int{1, 2, 3, 4}))
	fmt.Println(s, s.Len(), reflect.Copy(s, reflect.ValueOf([]int{9, 8})), s, s.Slice(1, 3), s.Slice3(0, 2, 3).Cap())
	by := make([]byte, 3)
	fmt.Println(reflect.Copy(reflect.ValueOf(by), reflect.ValueOf("string")), string(by), reflect.ValueOf(&by).Elem().Bytes())
	sp := reflect.New(reflect.TypeFor[[]inner]())
	sp.Elem().Grow(4)
	sp.Elem().SetLen(2)
	sp.Elem().Index(1).Field(0).SetInt(3)
	sp.Elem().SetCap(3)
	fmt.Println(sp.Elem(), sp.Elem().Cap())
	sp.Elem().Clear()
	fmt.Println(sp.Elem())
	m := reflect.ValueOf(map[string]inner{"a": {1, 2}})
	fmt.Println(m.MapIndex(reflect.ValueOf("a")).Field(1), m.MapIndex(reflect.ValueOf("a")).CanSet())
	m.Clear()
	fmt.Println(m.Len(), reflect.MakeMapWithSize(m.Type(), 10).Len())
	it := reflect.ValueOf(map[int]string{1: "one"}).MapRange()
	k, e := reflect.New(reflect.TypeFor[int]()).Elem(), reflect.New(reflect.TypeFor[string]()).Elem()
	for it.Next() {
		k.SetIterKey(it)
		e.SetIterValue(it)
		fmt.Println(it.Key(), it.Value(), k, e)
	}
	swap := reflect.Swapper([]inner{{1, 1}, {2, 2}})
	xs := []string{"x", "y", "z"}
	swap = reflect.Swapper(xs)
	swap(0, 2)
	fmt.Println(xs)
	arr := reflect.New(reflect.ArrayOf(2, reflect.TypeFor[inner]())).Elem()
	arr.Index(0).Set(reflect.ValueOf(inner{5, 6}))
	fmt.Printf("%v %T\n", arr, arr.Interface())
	x := 1
	px := reflect.ValueOf(&x)
	px.Elem().Addr().Elem().SetInt(42)
	reflect.NewAt(px.Type().Elem(), px.UnsafePointer()).Elem().SetInt(x2(x))
	fmt.Println(x, px.Elem().UnsafeAddr() == px.Pointer())
}

func x2(n int) int64 { return int64(n * 2) }
