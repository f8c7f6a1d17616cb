// run

// Generic types embedded in generic and plain structs and interfaces: promotion, names, overriding.
package main

import (
	"fmt"
	"sync"
)

type Base[T any] struct {
	val T
	log []string
}

func (b *Base[T]) Set(v T)     { b.val = v; b.log = append(b.log, fmt.Sprint(v)) }
func (b Base[T]) Get() T       { return b.val }
func (b Base[T]) Kind() string { return fmt.Sprintf("Base of %T", b.val) }

type Named[T any] struct {
	Base[T]
	name string
}

func (n Named[T]) Kind() string { return n.name + ":" + n.Base.Kind() }

type IntBox struct{ Named[int] }

type Dual[A, B any] struct {
	*Named[A]
	other Base[B]
}

type Getter[T any] interface{ Get() T }
type Cell[T any] interface {
	Getter[T]
	Set(T)
}

type Safe[T any, C Cell[T]] struct {
	sync.Mutex
	cell C
}

func (s *Safe[T, C]) Update(f func(T) T) T {
	s.Lock()
	defer s.Unlock()
	s.cell.Set(f(s.cell.Get()))
	return s.cell.Get()
}

type Emb[T any] struct{ Getter[T] }

type Const[T any] struct{ v T }

func (c Const[T]) Get() T { return c.v }

type List[T any] []T

func (l List[T]) Last() T { return l[len(l)-1] }

type WithList[T any] struct {
	List[T]
	Map[string, T]
}
type Map[K comparable, V any] map[K]V

func (m Map[K, V]) Put(k K, v V) { m[k] = v }

type Alias[T any] = Base[T]
type ViaAlias struct{ Alias[string] }

func use[T any](c Cell[T], v T) T { c.Set(v); return c.Get() }

func main() {
	n := Named[string]{name: "n"}
	n.Set("v")
	fmt.Println(n.Get(), n.Kind(), n.Base.val, n.log)
	var b IntBox
	b.name = "ib"
	b.Set(5)
	fmt.Println(b.Get()+1, b.Kind(), b.Named.Base.Kind(), use[int](&b, 9), b.val)
	d := Dual[int, string]{&b.Named, Base[string]{val: "o"}}
	d.Set(77)
	fmt.Println(b.Get(), d.other.Get(), d.Kind(), use(Cell[int](d), 1), use[int](&d, 2))
	s := Safe[int, *IntBox]{cell: &b}
	fmt.Println(s.Update(func(i int) int { return i * 50 }), b.log)
	e := Emb[float64]{Const[float64]{2.5}}
	fmt.Println(e.Get(), Emb[float64]{e}.Get())
	w := WithList[int]{List[int]{1, 2, 3}, Map[string, int]{}}
	w.Put("k", w.Last())
	fmt.Println(w.Map, len(w.List))
	v := ViaAlias{}
	v.Set("alias")
	fmt.Println(v.Alias.val, v.Get())
	fmt.Printf("%T %T %+v\n", v.Alias, d, e)
	var c Cell[string] = &v
	fmt.Println(use(c, "new"), v.log)
}
