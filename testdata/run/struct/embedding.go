// run

// Promotion of fields and methods: depth rules, shadowing, pointers, diamonds, and embedded interfaces.
package main

import "fmt"

type base struct {
	id   int
	name string
}

func (b base) Describe() string { return fmt.Sprint("base ", b.id, " ", b.name) }
func (b *base) Rename(s string) { b.name = s }
func (b base) Over() string     { return "base.Over" }

type middle struct {
	base
	name string // shadows base.name
}

func (m middle) Over() string { return "middle.Over>" + m.base.Over() }

type outer struct {
	*middle
	level int
	fmt.Stringer
}

type left struct{ shared int }
type right struct{ shared int }

func (left) Which() string { return "left" }

type both struct {
	left
	right
	own int
}

type named string

func (n named) Len() int { return len(n) }

type wraps struct {
	named
	fn
	list
}

type fn func(int) int
type list []int

func (f fn) Apply(x int) int { return f(x) }
func (l *list) Push(x int)   { *l = append(*l, x) }

type alias = base
type viaAlias struct{ alias }

func main() {
	o := outer{middle: &middle{base{1, "b"}, "m"}, Stringer: named2("str")}
	fmt.Println(o.id, o.name, o.base.name, o.middle.base.id, o.Describe(), o.Over(), o.String())
	o.Rename("renamed")
	o.id = 99
	fmt.Println(o.name, o.base.name, o.middle.id, o.Describe())
	p := &o
	p.level++
	p.middle.base.id--
	fmt.Println(p.level, p.id, p.Describe())
	copyOf := o
	copyOf.id = 5 // shared through the embedded pointer
	copyOf.level = 50
	fmt.Println(o.id, o.level)

	b := both{left{1}, right{2}, 3}
	fmt.Println(b.left.shared+b.right.shared, b.Which(), b.own)
	w := wraps{"four", func(x int) int { return x * 2 }, nil}
	w.Push(1)
	w.Push(2)
	fmt.Println(w.Len(), w.Apply(21), w.fn(1), w.list, string(w.named))
	v := viaAlias{alias{7, "al"}}
	v.Rename("new")
	fmt.Println(v.id, v.alias.name, v.Describe())

	var i interface{ Describe() string } = o
	fmt.Println(i.Describe())
	f := o.Describe // bound now
	o.id = 1000
	fmt.Println(f(), outer.Describe(o), (*outer).Describe(&o), middle.Over(*o.middle))
	defer func() { fmt.Println("nil embedded:", recover()) }()
	fmt.Println(outer{}.id)
}

type named2 string

func (n named2) String() string { return "named2:" + string(n) }
