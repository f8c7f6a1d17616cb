// run

// Values too large for a pointer mask in the image: the collector goes through their parts, whether
// their type is seen by reflection, only allocated and copied, or a map's own.
package main

import "fmt"

type leaf struct {
	n    int
	next *leaf
}

type wide struct {
	head  [40]int
	p     *leaf
	gap   [300]byte
	names [3]string
	grid  [20][5]struct {
		n int
		p *leaf
	}
	any  any
	tail [50]int
}

type key struct {
	name string
	n    [4]int
	p    *leaf
}

type value struct {
	list []*leaf
	n    [8]int
	p    *leaf
	any  any
}

var global wide
var churn [][]byte

// Garbage between the last use of a pointer and the next.
//
//go:noinline
func allocate(n int) {
	churn = nil
	for i := range n {
		churn = append(churn, make([]byte, 16+i%64))
	}
}

//go:noinline
func fill(w *wide, n int) {
	w.p = &leaf{n: n}
	w.names[2] = fmt.Sprint("name ", n)
	for i := range w.grid {
		for j := range w.grid[i] {
			w.grid[i][j].n = i
			w.grid[i][j].p = &leaf{i * j, &leaf{n: n}}
		}
	}
	w.any = &leaf{n: n + 1}
}

//go:noinline
func sum(w *wide) (s int) {
	for i := range w.grid {
		for j := range w.grid[i] {
			s += w.grid[i][j].p.n + w.grid[i][j].p.next.n
		}
	}
	return s + w.p.n + len(w.names[2]) + w.any.(*leaf).n
}

//go:noinline
func copyTo(dst, src *wide) { *dst = *src }

//go:noinline
func clearAll(w *wide) { *w = wide{} }

func main() {
	fill(&global, 7)
	w := new(wide)
	copyTo(w, &global)
	allocate(200)
	fmt.Println(sum(&global), sum(w))
	list := make([]wide, 2, 5)
	fill(&list[1], 9)
	list = append(list, list[1], *w)
	list = append(list, list...)
	allocate(200)
	fmt.Println(sum(&list[1]), sum(&list[3]), sum(&list[7]), list[0].p == nil)
	clearAll(&list[3])
	fmt.Println(list[3].p == nil, list[3].any == nil)
	var boxed any = *w
	allocate(100)
	u := boxed.(wide)
	fmt.Println(sum(&u))

	m := map[key]value{}
	for i := range 100 {
		k := key{fmt.Sprint("key ", i), [4]int{i}, nil}
		m[k] = value{[]*leaf{{n: i}}, [8]int{i}, &leaf{n: i}, &leaf{n: i}}
		allocate(10)
	}
	total := 0
	for k, v := range m {
		if k.name != fmt.Sprint("key ", v.p.n) {
			fmt.Println("wrong key", k.name)
		}
		total += k.n[0] + v.list[0].n + v.p.n + v.any.(*leaf).n
	}
	fmt.Println(len(m), total)
}
