// run

// Tuple assignment: operands of index and pointer expressions first, then assignments left to right.
package main

import "fmt"

type node struct {
	v    int
	next *node
}

func try(f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println("panic:", e)
		}
	}()
	f()
}

func two() (int, int) { return 10, 20 }

func main() {
	a, b, c := 1, 2, 3
	a, b, c = c, a, b
	fmt.Println(a, b, c)
	i := 0
	s := []int{10, 20, 30}
	i, s[i] = 2, 77
	fmt.Println(i, s)
	s[0], s[0] = 1, 2
	fmt.Println(s)
	s[1], s[2] = s[2], s[1]
	i, s[i], i = 1, 99, 0
	fmt.Println(i, s)
	x := []int{1, 2, 3}
	j := 1
	x[j], j = j, x[j]
	fmt.Println(x, j)
	x, x[0] = []int{7, 8, 9}, 100
	fmt.Println(x)
	p := &node{1, &node{2, nil}}
	q := p
	p, p.next = p.next, nil
	fmt.Println(p.v, q.next == nil, q.v)
	p.v, p = 50, &node{v: 3}
	fmt.Println(p.v)

	// Reversing a list in one tuple assignment per step.
	var head, rev *node
	for k := range 4 {
		head = &node{k, head}
	}
	for head != nil {
		head, head.next, rev = head.next, rev, head
	}
	for n := rev; n != nil; n = n.next {
		fmt.Print(n.v, " ")
	}
	fmt.Println()

	m := map[string]int{"a": 1}
	m["a"], m["b"] = m["b"], m["a"]
	fmt.Println(m)
	var ok bool
	x[0], ok = m["b"]
	m["c"], m["d"] = two()
	fmt.Println(x, ok, m)
	x[0], x[1] = two()
	x[x[0]/10], i = two()
	fmt.Println(x, i)

	// An earlier assignment of the tuple stays when a later one panics.
	k := 1
	try(func() { k, x[9] = 5, 6 })
	fmt.Println(k)
	try(func() { x[2], *(*int)(nil) = 1234, 5 })
	fmt.Println(x)
	var nm map[int]int
	try(func() { k, nm[1], x[0] = 6, 7, 8 })
	fmt.Println(k, x)
	try(func() { var np *node; np.v, k = 1, 1000 })
	fmt.Println(k)
	var e any = "str"
	try(func() { k, x[0] = e.(int), 5 })
	fmt.Println(k, x[0])
	_, k = two()
	k, _ = k+1, two
	fmt.Println(k)
	var arr [3]int
	arr[0], arr[1], arr[2] = 1, 2, 3
	arr, arr[0] = [3]int{4, 5, 6}, 9
	fmt.Println(arr)
	y, z := 1, "a"
	y, w := y+1, z+"b"
	fmt.Println(y, z, w)
	st := struct{ f, g int }{1, 2}
	st.f, st.g = st.g, st.f
	pst := &st
	pst.f, pst = 9, nil
	fmt.Println(st, pst)
}
