// run

// fmt: Formatter, Stringer, GoStringer and error methods: priorities, receivers, panics inside, State's methods.
package main

import (
	"errors"
	"fmt"
)

type val int
type ptr struct{ n int }
type both struct{}
type goStr struct{ x int }
type formatter struct{ name string }
type badStr struct{ p *int }
type wrapped struct{ val }
type errStr string
type hidden struct{ v val }
type exported struct {
	V val
	E error
}

func (v val) String() string     { return fmt.Sprintf("val<%d>", int(v)) }
func (p *ptr) String() string    { return fmt.Sprint("ptr#", p.n) }
func (both) Error() string       { return "the error" }
func (both) String() string      { return "the string" }
func (g goStr) GoString() string { return "goStr!" }
func (b badStr) String() string  { return fmt.Sprint(*b.p) }
func (e errStr) Error() string   { return "E:" + string(e) }
func (f formatter) Format(s fmt.State, verb rune) {
	w, wok := s.Width()
	p, pok := s.Precision()
	fmt.Fprintf(s, "%s[%c %d %t %d %t", f.name, verb, w, wok, p, pok)
	for _, c := range "+-# 0" {
		if s.Flag(int(c)) {
			fmt.Fprintf(s, " %q", c)
		}
	}
	s.Write([]byte("] "))
	fmt.Fprint(s, fmt.FormatString(s, verb))
}

type panicky struct{ what any }

func (p panicky) String() string { panic(p.what) }

type nilSafe struct{}

func (n *nilSafe) String() string {
	if n == nil {
		return "nil receiver"
	}
	return "set"
}

func main() {
	v := val(5)
	fmt.Println(v, &v != nil, []val{1, 2}, map[val]val{1: 2}, struct{ V val }{3}, [1]val{4})
	fmt.Printf("%v %+v %#v %s %q %d %x %X %T %10s|%-10v|%.2s\n", v, v, v, v, v, v, v, v, v, v, v, v)
	p := ptr{7}
	fmt.Println(&p, p, []*ptr{}, struct{ P *ptr }{nil})
	fmt.Printf("%v %s %d %v\n", &p, &p, &p, []ptr{p})
	fmt.Printf("%v %s %#v %+v\n", both{}, both{}, both{}, both{})
	fmt.Printf("%v %#v %#v %s\n", goStr{1}, goStr{1}, []goStr{{2}}, goStr{3})
	f := formatter{"F"}
	fmt.Printf("%v|%+v|%#v|%5d|%-5.3x|%08.2f|% s|%.q|%z\n", f, f, f, f, f, f, f, f, f)
	fmt.Println(f, []formatter{f}, &f)
	fmt.Println(fmt.Sprint(f), fmt.Sprintln(struct{ F formatter }{f}) != "")
	fmt.Println(wrapped{9}, hidden{8}, exported{1, errStr("x")}, &exported{V: 2})
	fmt.Printf("%v %+v %s %d %#v\n", hidden{8}, exported{1, both{}}, exported{}, exported{}, exported{E: errStr("q")})
	fmt.Println(badStr{}, []any{panicky{"text"}, panicky{5}, panicky{errors.New("e")}, panicky{nil}})
	fmt.Printf("%s %d %v\n", badStr{}, badStr{}, (*badStr)(nil))
	var np *nilSafe
	var nptr *ptr
	fmt.Println(np, nptr, &nilSafe{})
	fmt.Printf("%s %v %+v\n", np, nptr, (*val)(nil))
	var nilErr error
	var nilStr fmt.Stringer
	fmt.Println(nilErr, nilStr, error(errStr("z")), []error{errStr("a"), nil})
	fmt.Printf("%d %x %s %v\n", errStr("d"), errStr("hex"), errStr("s"), &struct{ e error }{errStr("field")})
	fmt.Printf("%!%v%", f)
	fmt.Println()
	fmt.Printf("%6v|%-8s|%+q|%x\n", v, both{}, v, both{})
}
