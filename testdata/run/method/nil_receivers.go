// run

// Pointer methods run with nil receivers; value methods through nil pointers and interfaces panic with their texts.
package main

import "fmt"

type list struct {
	v    int
	next *list
}

func (l *list) Len() int {
	if l == nil {
		return 0
	}
	return 1 + l.next.Len()
}
func (l *list) Push(v int) *list { return &list{v, l} }
func (l list) Value() int        { return l.v }
func (l *list) String() string   { return fmt.Sprintf("list(%d)", l.Len()) }

type fn func() int

func (f fn) Call() int {
	if f == nil {
		return -1
	}
	return f()
}

type dict map[string]int

func (d dict) Has(k string) bool { _, ok := d[k]; return ok }

type valuer interface{ Value() int }
type embeds struct{ *list }
type embedsIface struct{ valuer }

func try(f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(e)
		}
	}()
	f()
}

func main() {
	var l *list
	fmt.Println(l.Len(), l.Push(1).Push(2).Len(), l, (*list).Len(nil))
	fmt.Println(fn(nil).Call(), fn(func() int { return 4 }).Call(), dict(nil).Has("x"))
	lenOf := l.Len
	fmt.Println(lenOf())

	try(func() { fmt.Println(l.Value()) })
	try(func() { f := l.Value; fmt.Println("not reached", f()) })
	try(func() { var v valuer = l; fmt.Println(v != nil); fmt.Println(v.Value()) })
	try(func() { var v valuer; fmt.Println(v.Value()) })
	try(func() { var v valuer; f := v.Value; fmt.Println("not reached", f()) })
	try(func() { fmt.Println(valuer.Value(nil)) })
	try(func() { fmt.Println((*list).Value(nil)) })
	try(func() { var e embeds; fmt.Println(e.Len()); fmt.Println(e.Value()) })
	try(func() { var e *embeds; fmt.Println(e.Len()) })
	try(func() { var e embedsIface; fmt.Println(e.Value()) })
	try(func() { var v valuer = embeds{}; v.Value() })
	try(func() { var s fmt.Stringer = l; fmt.Println(s.String()) })
	try(func() { var s fmt.Stringer = (*embeds)(nil); fmt.Println(s.String()) })
	try(func() { defer l.Value(); fmt.Println("defer evaluates its receiver at once") })
	try(func() { defer l.Push(5); fmt.Println("deferred pointer method runs") })
	var e embeds
	e.list = e.Push(1).Push(2)
	fmt.Println(e.Value(), e.Len(), e.next.next == nil)
}
