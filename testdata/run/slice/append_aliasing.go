// run

// append writes into spare capacity shared with other slices, and leaves them alone after growing.
package main

import "fmt"

func add(s []int, vs ...int) []int { return append(s, vs...) }

type stack struct{ items []string }

func (s *stack) push(v string) { s.items = append(s.items, v) }
func (s *stack) pop() string {
	v := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return v
}

func main() {
	base := make([]int, 2, 4)
	a := append(base, 1)
	b := append(base, 2)
	fmt.Println(a, b, base, base[:4]) // b overwrote a's element
	c := append(a, 3)
	d := append(c, 4) // grows
	d[0] = 77
	fmt.Println(a, c, d, base[:4])

	// Appending a slice to itself, and overlapping pieces of it.
	s := []int{1, 2, 3}
	s = append(s, s...)
	s = append(s[:1], s[3:]...)
	fmt.Println(s)
	s = append(s[:2], append([]int{50, 51}, s[2:]...)...)
	fmt.Println(s)
	s = append(s, s[0], s[1], len(s))
	fmt.Println(s)

	fmt.Println(add(nil), add(nil) == nil, add(nil, 1), add([]int{}) == nil, append([]int(nil), nil...) == nil)
	var n []int
	fmt.Println(append(n, n...) == nil, len(append(n[:0:0], 1, 2)))

	// The arguments are evaluated before anything is appended.
	f := func() int { base[0] = -1; return 5 }
	r := append(base, f(), base[0])
	fmt.Println(r)

	st := stack{}
	for _, w := range []string{"x", "y", "z"} {
		st.push(w)
	}
	old := st.items
	fmt.Println(st.pop(), st.pop())
	st.push("new")
	fmt.Println(st.items, old)

	var rows [][]int
	row := []int{0}
	for i := range 3 {
		row[0] = i
		rows = append(rows, row, append([]int(nil), row...))
	}
	fmt.Println(rows)
	bs := append([]byte("ab"), "cd"...)
	bs = append(bs, bs[1:3]...)
	fmt.Println(string(bs))
	e := append([]struct{}{}, struct{}{}, struct{}{})
	fmt.Println(len(e))
	ifs := append([]any{}, 1, "two", nil, []int{3})
	fmt.Println(ifs, append(ifs, ifs...)[4:])
	g := append([]func() int{}, func() int { return len(s) })
	fmt.Println(g[0]())
}
