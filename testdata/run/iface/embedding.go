// run

// Interfaces embedding interfaces, overlapping methods, conversion between interface types, unexported methods.
package main

import (
	"fmt"
	"io"
	"sort"
)

type reader interface{ Read() string }
type closer interface{ Close() error }
type readCloser interface {
	reader
	closer
	Read() string // duplicates are allowed
}
type all interface {
	readCloser
	interface{ Extra(int) int }
	fmt.Stringer
}

type file struct{ name string }

func (f *file) Read() string    { return "read " + f.name }
func (f *file) Close() error    { return io.ErrClosedPipe }
func (f *file) Extra(n int) int { return n * 2 }
func (f *file) String() string  { return f.name }
func (f *file) zzz()            {}
func (f *file) Aaa(a, b string) { f.name = a + b }

type reverse struct{ sort.Interface }

func (r reverse) Less(i, j int) bool { return r.Interface.Less(j, i) }

type logged struct {
	readCloser
	log *[]string
}

func (l logged) Read() string { *l.log = append(*l.log, "Read"); return l.readCloser.Read() }

type hidden interface {
	reader
	zzz()
}

type empty interface{}
type alsoEmpty = interface{}

func use(r reader) string { return r.Read() }

func main() {
	f := &file{"f"}
	var a all = f
	var rc readCloser = a
	var r reader = rc
	var c closer = rc
	fmt.Println(a.Read(), rc.Read(), r.Read(), c.Close(), a.Extra(21), a)
	fmt.Println(r.(all).String(), c.(reader).Read(), use(a), r == reader(a), any(r) == any(c))
	h, ok := r.(hidden)
	fmt.Println(ok, h.Read())
	h.(interface{ Aaa(a, b string) }).Aaa("new", "name")
	fmt.Println(a)

	var log []string
	var l readCloser = logged{f, &log}
	fmt.Println(use(l), l.Close(), log)
	_, ok = l.(all)
	fmt.Println(ok)
	xs := []int{3, 1, 2}
	sort.Sort(reverse{sort.IntSlice(xs)})
	fmt.Println(xs)
	sort.Sort(reverse{reverse{sort.IntSlice(xs)}})
	fmt.Println(xs)

	var e empty = 5
	var ae alsoEmpty = e
	fmt.Println(ae == e, e.(int)+ae.(int))
	funcs := []func() string{a.Read, r.Read, f.String, fmt.Stringer(a).String}
	for _, fn := range funcs {
		fmt.Print(fn(), ";")
	}
	fmt.Println()
	var nested interface {
		interface {
			interface{ Read() string }
		}
	} = f
	fmt.Println(nested.Read())
	type local interface {
		reader
		Extra(int) int
	}
	fmt.Println(local(f).Extra(4), local.Extra(f, 5))
}
