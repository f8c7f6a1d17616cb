// run

// fmt: %v, %+v and %#v of nested structs, slices, maps, pointers, interfaces, embedded and unexported fields.
package main

import (
	"fmt"
	"time"
)

type inner struct {
	A int
	b string
}
type outer struct {
	inner
	P   *inner
	S   []inner
	M   map[string]inner
	I   any
	E   error
	F   func()
	C   chan int
	Arr [2]bool
	X   struct{ Y, Z float64 }
	_   int
}
type list struct {
	v    int
	next *list
}
type ints []int
type table map[string][]int
type iface interface{ M() }
type named struct{ iface }
type myErr string
type empty struct{}
type ptrs struct {
	p *int
	q **int
	r *[]int
	s *map[string]int
	t *[2]int
}

func (e myErr) Error() string { return string(e) }

func main() {
	o := outer{inner: inner{1, "x"}, S: []inner{{2, "y"}, {}}, M: map[string]inner{"k": {3, "z"}, "a": {}}, I: inner{4, "w"}, E: myErr("err"), Arr: [2]bool{true}}
	for _, f := range []string{"%v", "%+v", "%#v"} {
		fmt.Printf(f+"\n", o)
		fmt.Printf(f+" "+f+" "+f+"\n", []any{1, "a", nil, 2.5, []int(nil), map[int]string{}}, map[string]any{"x": []byte("b"), "y": nil}, [2][]string{{"p"}, nil})
		fmt.Printf(f+" "+f+" "+f+" "+f+"\n", ints{1, 2}, table{"t": {1}}, ints(nil), table(nil))
		fmt.Printf(f+" "+f+" "+f+" "+f+"\n", &inner{5, "p"}, &[]int{1}, &map[string]int{"m": 1}, &[2]int{3, 4})
		fmt.Printf(f+" "+f+" "+f+" "+f+" "+f+"\n", empty{}, &empty{}, struct{}{}, named{}, list{1, nil})
		fmt.Printf(f+" "+f+"\n", ptrs{}, struct {
			A any
			b any
			c error
		}{1, "x", nil})
		fmt.Printf(f+" "+f+" "+f+" "+f+"\n", []string(nil), []error{nil, myErr("e")}, [0]int{}, map[inner]bool{{1, "a"}: true})
		fmt.Printf(f+" "+f+" "+f+"\n", time.Duration(1500), []time.Duration{1, 2e9}, struct{ D time.Duration }{3e9})
		fmt.Printf(f+" "+f+" "+f+" "+f+" "+f+" "+f+"\n", int8(1), uint8(2), float32(1.5), 'x', true, 2i)
		fmt.Printf(f+" "+f+" "+f+"\n", []rune("é"), []int8{-1}, [3]uint8{1, 2, 3})
		fmt.Printf(f+" "+f+"\n", any(&o.inner) != nil, []any{any(1), []any{}, map[any]any{1: "x", "y": 2}})
		fmt.Printf(f+" "+f+"\n", []iface{nil}, []*int{nil})
	}
	fmt.Printf("%T %T %T %T %T %T\n", o, &o, o.S, o.M, o.F, o.X)
	fmt.Printf("%d %s %x %q\n", o.inner, o.inner, o.inner, o.inner)
	fmt.Printf("%5d|%-4d|%03d\n", []int{1, 2}, struct{ A, B int }{1, 2}, map[string]int{"k": 7})
	fmt.Println(o.inner, &o.inner, []*int{nil}, map[string]*inner{"n": nil}, [][]int{{1}, {}, nil})
	fmt.Println(&[]any{1}, &struct{ p *int }{}, any(struct{ a, b any }{nil, 1}))
	fmt.Printf("%v %+v\n", struct {
		T time.Month
		L *time.Location
	}{time.May, nil}, struct{ W time.Weekday }{3})
	fmt.Printf("%#v %#v %#v %#v\n", 1.0, 1e6, 1e-7, float32(100000000))
	fmt.Printf("%#v %#v %#v\n", map[float64]int{1: 1}, []float64{1, 0.5}, struct{ c complex64 }{1})
	fmt.Printf("%#v %#v\n", "quote\"d\n", []string{"`", "é\x00"})
}
