// run

// Arrays are values: assignment, parameters, range and interface boxing copy; pointers and slices share.
package main

import "fmt"

type matrix [3][3]int

func (m matrix) transposed() matrix {
	for i := range m {
		for j := range i {
			m[i][j], m[j][i] = m[j][i], m[i][j]
		}
	}
	return m
}

func (m *matrix) scale(k int) *matrix {
	for i := range m {
		for j := range m[i] {
			m[i][j] *= k
		}
	}
	return m
}

func modify(a [4]int) [4]int { a[0] = 100; return a }

func main() {
	a := [4]int{1, 2, 3, 4}
	b := a
	b[0] = 9
	c := modify(a)
	p := &a
	p[1] = 22
	s := a[2:]
	s[0] = 33
	fmt.Println(a, b, c, *p, s, cap(s), len(p))

	m := matrix{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}
	t := m.transposed()
	fmt.Println(m, t, *t.scale(2), t.transposed() == m)
	row := m[1]
	row[0] = -1
	m[2] = row
	fmt.Println(m, row)

	// range copies the array, but not what a pointer or slice refers to.
	x := [3]int{1, 2, 3}
	for i, v := range x {
		x[2] = 10
		if i == 2 {
			fmt.Println("copy:", v)
		}
	}
	y := [3]int{1, 2, 3}
	for i, v := range &y {
		y[2] = 10
		if i == 2 {
			fmt.Println("shared:", v)
		}
	}
	x, y = y, x
	x[0], x[1], x[2] = x[2], x[0], x[1]
	fmt.Println(x, y, x == [...]int{10, 1, 2}, x != y)

	nested := [2][2][]int{{{1}, {2}}, {{3}, nil}}
	cp := nested
	cp[0][0][0] = 111
	cp[1][1] = []int{5}
	fmt.Println(nested, cp)
	var big [2000]int
	big[1999] = 7
	big2 := big
	big2[0] = 1
	fmt.Println(big[0], big2[1999], big == big2, len(big))
	var zero [0]int
	fmt.Println(zero, len(zero), zero == [0]int{})
	arrs := map[string][2]int{"k": {1, 2}}
	e := arrs["k"]
	e[0] = 5
	fmt.Println(arrs, e, arrs["k"][1])
	st := struct{ v [3]string }{[3]string{"a", "b"}}
	st2 := st
	st2.v[2] = "c"
	fmt.Printf("%q %q\n", st.v, st2.v)
}
