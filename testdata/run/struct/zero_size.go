// run

// Zero-size values: variables, fields, channels, maps and slices of them, and methods on them.
package main

import "fmt"

type unit struct{}

func (unit) Name() string     { return "unit" }
func (*unit) Ptr() string     { return "ptr unit" }
func (u unit) Self() unit     { return u }
func (u unit) Eq(o unit) bool { return u == o }

type namer interface{ Name() string }

type pair struct {
	a unit
	b [0]func()
	n int
	c unit
}

func take(u unit, n int, v [0]string, s string) (unit, int, [0]string, string) {
	return u, n + 1, v, s + "!"
}

func main() {
	var u unit
	fmt.Println(u, u.Name(), u.Ptr(), (&u).Self().Name(), u.Eq(unit{}))
	a, b, c, d := take(u, 1, [0]string{}, "s")
	fmt.Println(a, b, c, d)
	p := pair{n: 5}
	q := p
	q.n++
	fmt.Println(p.n, q.n, p.c == q.a)
	ch := make(chan struct{}, 3)
	ch <- struct{}{}
	ch <- unit{}
	v, ok := <-ch
	fmt.Println(v, ok, len(ch), cap(ch))
	set := map[string]struct{}{}
	for _, w := range []string{"x", "y", "x"} {
		set[w] = struct{}{}
	}
	_, has := set["y"]
	fmt.Println(len(set), has)
	one := map[struct{}]int{}
	one[struct{}{}]++
	one[unit{}] += 5
	fmt.Println(one)
	var arr [1000]unit
	n := 0
	for i, e := range arr {
		if e == (unit{}) {
			n += i & 1
		}
	}
	s := arr[10:20:30]
	s = append(s, unit{}, unit{})
	copy(s, s[3:])
	fmt.Println(n, len(s), cap(s), s[11])
	var i any = unit{}
	_, isNamer := i.(namer)
	fmt.Println(i == any(unit{}), i == any(struct{}{}), isNamer, i.(namer).Name())
	f := func(xs ...unit) int { return len(xs) }
	fmt.Println(f(), f(u, u), f(arr[:7]...))
	defer func(unit) { fmt.Println(recover()) }(u)
	panic(unit{})
}
