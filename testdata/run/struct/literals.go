// run

// Struct literals: keyed, positional, nested, elided, anonymous, through pointers, with evaluation in order.
package main

import "fmt"

type point struct{ x, y int }
type line struct {
	from, to point
	label    string
}
type box struct {
	*line
	pts  []point
	meta map[string]point
	next *box
}

var trace []int

func v(n int) int { trace = append(trace, n); return n }

func main() {
	a := line{point{1, 2}, point{y: 4}, "l"}
	b := line{label: "k", to: point{5, 6}}
	c := &line{from: point{x: 7}}
	fmt.Println(a, b, *c, a == line{point{1, 2}, point{0, 4}, "l"})
	d := box{line: &a, pts: []point{{1, 1}, {y: 2}, {}}, meta: map[string]point{"o": {}, "p": {3, 4}}, next: &box{pts: []point{}}}
	fmt.Println(d.from, d.pts, d.meta, d.next.line == nil, d.next.next == nil, len(d.next.pts))
	e := struct {
		point
		name string
	}{point{8, 9}, "anon"}
	fmt.Println(e.x, e.name, e)
	table := []struct {
		in   string
		want int
	}{{"a", 1}, {want: 2}, {in: "c"}}
	for _, t := range table {
		fmt.Print(t.in, t.want, " ")
	}
	fmt.Println()

	// Operands are evaluated in source order, not in field order.
	p := point{y: v(1), x: v(2)}
	q := []point{2: {v(3), v(4)}, 0: {y: v(5)}}
	r := map[int]*point{v(6): {v(7), v(8)}}
	fmt.Println(p, q, *r[6], trace)

	x := 1
	s := point{x, x + 1}
	x = 10
	t := s
	t.x = 5
	fmt.Println(s, t, (&s).y, (&point{3, 4}).y, point{5, 6}.x)
	s, t = t, s
	s.x, s.y = s.y, s.x
	fmt.Println(s, t)
	if (point{1, 2}) == (point{2, 1}) {
		fmt.Println("wrong")
	}
	pp := &[]*point{{1, 2}, nil, {3, 4}}
	(*pp)[0].x++
	fmt.Println(*(*pp)[0], (*pp)[1] == nil, len(*pp))
	for i := range 2 {
		n := &point{x: i}
		m := &point{x: i}
		fmt.Print(n == m, *n == *m, " ")
	}
	var zero box
	fmt.Printf("%+v %t\n", zero, zero.meta["any"] == point{})
	mats := [2][2]point{{{1, 2}, {3, 4}}, {1: {5, 6}}}
	fmt.Printf("%v %+v\n", mats, mats[1][1])
}
