// run

// Allocation patterns: trees, lists, slices of slices, interfaces, strings and closures stay intact while garbage is made.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

type tree struct {
	l, r *tree
	v    int
	pay  any
}

func build(d, v int) *tree {
	if d == 0 {
		return nil
	}
	t := &tree{v: v}
	switch v % 4 {
	case 0:
		t.pay = v
	case 1:
		t.pay = fmt.Sprint("s", v)
	case 2:
		t.pay = []int{v, v + 1}
	case 3:
		t.pay = func() int { return v }
	}
	t.l, t.r = build(d-1, 2*v), build(d-1, 2*v+1)
	return t
}

func (t *tree) check() (n, bad int) {
	if t == nil {
		return
	}
	ok := false
	switch p := t.pay.(type) {
	case int:
		ok = p == t.v
	case string:
		ok = p == fmt.Sprint("s", t.v)
	case []int:
		ok = p[0] == t.v && p[1] == t.v+1
	case func() int:
		ok = p() == t.v
	}
	if !ok {
		bad = 1
	}
	n1, b1 := t.l.check()
	n2, b2 := t.r.check()
	return n1 + n2 + 1, b1 + b2 + bad
}

type node struct {
	next *node
	data [7]int
}

func main() {
	long := build(12, 1)
	var keep []*node
	m := map[string][]byte{}
	for round := range 20 {
		t := build(9, 1)
		if n, bad := t.check(); n != 511 || bad != 0 {
			fmt.Println("short-lived tree broken")
		}
		var l *node
		for i := range 200 {
			l = &node{next: l, data: [7]int{i, round}}
		}
		keep = append(keep, l)
		for i := range 50 {
			k := strings.Repeat("k", i) + fmt.Sprint(round%3)
			m[k] = append(m[k], byte(i), byte(round))
		}
		if round%5 == 0 {
			runtime.GC()
		}
	}
	bad := 0
	for r, l := range keep {
		i := 199
		for ; l != nil; l = l.next {
			if l.data[0] != i || l.data[1] != r || l.data[6] != 0 {
				bad++
			}
			i--
		}
	}
	total := 0
	for k, v := range m {
		for i := 0; i < len(v); i += 2 {
			if int(v[i]) != len(k)-1 {
				bad++
			}
		}
		total += len(v)
	}
	n, b := long.check()
	fmt.Println(n, b, bad, len(m), total)
	grid := make([][]*int, 100)
	for i := range grid {
		grid[i] = make([]*int, 100)
		for j := range grid[i] {
			grid[i][j] = new(i * j)
		}
	}
	sum := 0
	for i := range grid {
		for j := range grid[i] {
			sum += *grid[j][i]
		}
	}
	fmt.Println(sum)
	s := ""
	var subs []string
	for i := range 300 {
		s += string(rune('a' + i%26))
		subs = append(subs, s[len(s)/2:])
	}
	fmt.Println(len(strings.Join(subs, "")), subs[299][:5])
}
