// run

// Type assertions in one- and two-value form to concrete and interface types, in all assignment contexts.
package main

import (
	"fmt"
	"io"
	"strings"
)

type reader struct{ n int }

func (r *reader) Read(p []byte) (int, error) { r.n++; return 0, io.EOF }
func (r *reader) Close() error               { r.n = -1; return nil }

type level int

func (l level) String() string { return fmt.Sprint("level", int(l)) }

func get(x any) (string, bool) {
	s, ok := x.(string)
	return s, ok
}

func main() {
	var x any = "text"
	fmt.Println(get(x))
	fmt.Println(get(5))
	fmt.Println(get(nil))
	n, ok := x.(int)
	fmt.Println(n, ok, x.(string)[1:], len(x.(string)))

	var r io.Reader = &reader{}
	c, ok := r.(io.Closer)
	_, isWriter := r.(io.Writer)
	fmt.Println(c.Close(), ok, isWriter, r.(*reader).n, r.(io.ReadCloser) == r)
	rc := r.(io.ReadCloser)
	rc.Read(nil)
	fmt.Println(r.(*reader).n, rc.(any) == any(r))

	x = level(3)
	if s, ok := x.(fmt.Stringer); ok {
		fmt.Println(s, s.(level)+1)
	}
	var arr [3]any
	m := map[string]bool{}
	arr[1], m["ok"] = x.(level)
	var lv level
	lv, m["again"] = x.(level)
	_, m["not"] = x.(int)
	fmt.Println(arr, m, lv)
	var st struct {
		v  io.Reader
		ok bool
	}
	st.v, st.ok = any(strings.NewReader("abc")).(io.Reader)
	fmt.Printf("%T %t\n", st.v, st.ok)
	st.v, st.ok = x.(io.Reader)
	fmt.Println(st.v == nil, st.ok)

	// The zero value of the asserted type on failure, also for large ones.
	big, ok := x.([100]int)
	fmt.Println(big[99], ok)
	f, ok := x.(func())
	fmt.Println(f == nil, ok)
	s, ok := x.(struct{ a, b string })
	fmt.Printf("%q %t\n", s, ok)
	e, ok := any(nil).(error)
	fmt.Println(e, ok)
	type myString string
	_, ok = any(myString("x")).(string)
	_, ok2 := any("x").(myString)
	_, ok3 := any([]byte{}).([]uint8)
	_, ok4 := any('x').(int32)
	fmt.Println(ok, ok2, ok3, ok4)
	if v, ok := any(ok).(bool); ok && !v {
		fmt.Println("bool inside")
	}
	y := func(b any) int { return b.(interface{ Len() int }).Len() }(strings.NewReader("four"))
	fmt.Println(y)
	z := []any{1, "a", nil}[1].(string) + any([]any{"b"}).([]any)[0].(string)
	fmt.Println(z, any(&z).(*string) == &z)
}
