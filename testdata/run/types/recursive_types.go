// run

// Types that contain themselves through slices, maps, functions, channels, pointers and interfaces.
package main

import (
	"fmt"
	"sort"
)

type list []list
type dict map[string]dict
type fn func(fn, int) int
type ch chan ch
type ptr *ptr
type iface interface{ Next() iface }
type mutualA struct {
	b *mutualB
	f func(mutualB) mutualA
}
type mutualB struct {
	as   []mutualA
	m    map[mutualKey]*mutualB
	next iface
}
type mutualKey struct {
	p *mutualA
	i iface
}
type church func(func(int) int) func(int) int
type arr struct{ kids *[2]arr }

func (l list) depth() int {
	d := 0
	for _, e := range l {
		d = max(d, e.depth())
	}
	return d + 1
}

func (d dict) paths(prefix string) (out []string) {
	if len(d) == 0 {
		return []string{prefix}
	}
	for k, v := range d {
		out = append(out, v.paths(prefix+"/"+k)...)
	}
	sort.Strings(out)
	return
}

func (c ch) Next() iface { return <-c }

func (a mutualA) Next() iface { return a.b.next }

func numeral(n int) church {
	return func(f func(int) int) func(int) int {
		return func(x int) int {
			for range n {
				x = f(x)
			}
			return x
		}
	}
}

func (a church) times(b church) church { return func(f func(int) int) func(int) int { return a(b(f)) } }

func main() {
	l := list{{}, {{}, {{}}}, nil}
	l[0] = l[1]
	fmt.Println(l.depth(), len(l), l)
	fmt.Println(dict{"a": {"b": nil, "c": {}}, "d": {"e": {"f": nil}}}.paths(""))
	var fact fn = func(self fn, n int) int {
		if n == 0 {
			return 1
		}
		return n * self(self, n-1)
	}
	fmt.Println(fact(fact, 10))
	c := make(ch, 2)
	c <- c
	c <- nil
	fmt.Println(c.Next() == iface(c), <-c == nil)
	var p ptr
	p = &p
	fmt.Println(**p == p, *p == p)
	b := &mutualB{m: map[mutualKey]*mutualB{}}
	a := mutualA{b: b, f: func(b mutualB) mutualA { return b.as[0] }}
	b.as = append(b.as, a)
	k := mutualKey{&a, c}
	b.m[k] = b
	b.next = c
	fmt.Println(a.f(*b).b == b, b.m[mutualKey{&a, c}].m[k] == b, a.Next() == iface(c), len(b.m[k].as))
	inc := func(x int) int { return x + 1 }
	fmt.Println(numeral(6).times(numeral(7))(inc)(0))
	t := arr{&[2]arr{{&[2]arr{}}, {}}}
	fmt.Println(t.kids[0].kids != nil, t.kids[1].kids == nil, len(t.kids), t == t)
	fmt.Printf("%T %T %T %T %T\n", l, p, c, fact, k)
}
