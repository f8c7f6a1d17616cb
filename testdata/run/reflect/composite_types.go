// run

// reflect: StructOf, FuncOf, MapOf, SliceOf, ArrayOf, ChanOf, PointerTo make types identical to written ones.
package main

import (
	"fmt"
	"reflect"
	"strings"
)

type key struct{ A, B int }

func same[T any](t reflect.Type) { fmt.Println(t, t == reflect.TypeFor[T]()) }

func try(f func()) {
	defer func() { fmt.Println("panic:", recover()) }()
	f()
}

func main() {
	i, s, e := reflect.TypeFor[int](), reflect.TypeFor[string](), reflect.TypeFor[error]()
	same[[]int](reflect.SliceOf(i))
	same[[3]string](reflect.ArrayOf(3, s))
	same[map[string][]int](reflect.MapOf(s, reflect.SliceOf(i)))
	same[chan<- int](reflect.ChanOf(reflect.SendDir, i))
	same[<-chan error](reflect.ChanOf(reflect.RecvDir, e))
	same[chan (<-chan int)](reflect.ChanOf(reflect.BothDir, reflect.ChanOf(reflect.RecvDir, i)))
	same[**int](reflect.PointerTo(reflect.PointerTo(i)))
	same[func(int, ...string) (error, int)](reflect.FuncOf([]reflect.Type{i, reflect.SliceOf(s)}, []reflect.Type{e, i}, true))
	same[func()](reflect.FuncOf(nil, nil, false))
	same[struct {
		A int
		B string `json:"b"`
	}](reflect.StructOf([]reflect.StructField{{Name: "A", Type: i}, {Name: "B", Type: s, Tag: `json:"b"`}}))
	same[struct{}](reflect.StructOf(nil))
	same[map[key]bool](reflect.MapOf(reflect.TypeFor[key](), reflect.TypeFor[bool]()))

	// New types that exist nowhere in the program.
	st := reflect.StructOf([]reflect.StructField{
		{Name: "Name", Type: s, Tag: `k:"v"`}, {Name: "N", Type: reflect.TypeFor[int8]()}, {Name: "F", Type: reflect.TypeFor[float64]()}, {Name: "Sub", Type: reflect.SliceOf(reflect.TypeFor[key]())}, {Name: "P", Type: reflect.PointerTo(i)},
	})
	fmt.Println(st, st.Size(), st.Align(), st.NumField(), st.Comparable(), st.Field(1).Offset, st.Field(2).Offset, st.Field(0).Tag.Get("k"), st.Name() == "", st.PkgPath() == "")
	v := reflect.New(st).Elem()
	v.Field(0).SetString("dyn")
	v.Field(1).SetInt(-3)
	v.Field(3).Set(reflect.ValueOf([]key{{1, 2}}))
	fmt.Printf("%v %+v\n", v, v)
	cmp := reflect.StructOf([]reflect.StructField{{Name: "X", Type: i}, {Name: "Y", Type: s}, {Name: "Z", Type: reflect.TypeFor[any]()}})
	a, b := reflect.New(cmp).Elem(), reflect.New(cmp).Elem()
	a.Field(1).SetString("k")
	b.Field(1).SetString(strings.ToLower("K"))
	fmt.Println(a.Interface() == b.Interface(), a.Equal(b), cmp.Comparable())
	m := reflect.MakeMap(reflect.MapOf(cmp, reflect.ArrayOf(2, st)))
	m.SetMapIndex(a, reflect.New(reflect.ArrayOf(2, st)).Elem())
	m.SetMapIndex(b, reflect.New(reflect.ArrayOf(2, st)).Elem())
	fmt.Println(m.Len(), m.MapIndex(a).Index(1).Field(4).IsNil(), m.Type().Elem().Size() == 2*st.Size())
	for n := range 200 {
		k := reflect.New(cmp).Elem()
		k.Field(0).SetInt(int64(n))
		m.SetMapIndex(k, m.MapIndex(a))
	}
	fmt.Println(m.Len())
	emb := reflect.StructOf([]reflect.StructField{{Name: "Key", Type: reflect.TypeFor[Key](), Anonymous: true}, {Name: "C", Type: i}})
	ev := reflect.New(emb).Elem()
	ev.FieldByName("A").SetInt(5)
	fmt.Println(emb, ev, ev.Field(0).Field(0), emb.NumMethod())
	c := reflect.MakeChan(reflect.ChanOf(reflect.BothDir, st), 1)
	c.Send(v)
	r, ok := c.Recv()
	fmt.Println(r.Field(0), ok, c.Cap())
	ft := reflect.FuncOf([]reflect.Type{st, i}, []reflect.Type{i, st}, false)
	f := reflect.MakeFunc(ft, func(a []reflect.Value) []reflect.Value { return []reflect.Value{a[1], a[0]} })
	res := f.Call([]reflect.Value{v, reflect.ValueOf(4)})
	fmt.Println(res[0], res[1].Field(1), ft)
	arr := reflect.New(reflect.ArrayOf(1000, i)).Elem()
	arr.Index(999).SetInt(1)
	fmt.Println(arr.Len(), arr.Index(999), reflect.ArrayOf(0, s), reflect.ArrayOf(3, reflect.TypeFor[func()]()).Comparable())
	try(func() { reflect.MapOf(reflect.TypeFor[[]int](), i) })
	try(func() { reflect.ArrayOf(-1, i) })
	try(func() { reflect.StructOf([]reflect.StructField{{Name: "x", Type: i}}) })
	try(func() { reflect.StructOf([]reflect.StructField{{Name: "X", Type: i}, {Name: "X", Type: i}}) })
	try(func() { reflect.StructOf([]reflect.StructField{{Type: i}}) })
	try(func() { reflect.FuncOf([]reflect.Type{i}, nil, true) })
	try(func() { reflect.ChanOf(0, i) })
}

// Key is embedded by type constructed at run time.
type Key struct{ A, B int }
