// run

// Map elements are not addressable, so updates go through whole values; evaluation happens once per operand.
package main

import "fmt"

type stats struct {
	n   int
	min float64
}

func (s stats) with(v float64) stats {
	if s.n == 0 || v < s.min {
		s.min = v
	}
	s.n++
	return s
}

func (s *stats) reset() { *s = stats{} }

var calls int

func k(s string) string { calls++; return s }

func main() {
	m := map[string]stats{}
	for _, v := range []float64{3, 1, 2} {
		m["a"] = m["a"].with(v)
	}
	s := m["a"]
	s.reset()
	fmt.Println(m, s, m["none"].n, m["a"].with(0))

	p := map[string]*stats{"p": {1, 2}}
	p["p"].n++
	p["p"].reset()
	p["q"] = &stats{n: 5}
	p["q"].n *= 2
	fmt.Println(*p["p"], *p["q"])

	c := map[string]int{}
	c[k("x")]++
	c[k("x")] += 5
	c[k("y")], c[k("z")] = c[k("x")], len(c)
	fmt.Println(c, calls)
	c["x"], c["y"] = c["y"]+1, c["x"]
	fmt.Println(c)

	lists := map[string][]int{}
	for i := range 6 {
		key := []string{"even", "odd"}[i%2]
		lists[key] = append(lists[key], i)
	}
	lists["even"][0] = 100
	fmt.Println(lists, len(lists["none"]))
	mm := map[[2]int]map[string]bool{}
	set := func(a, b int, s string) {
		if mm[[2]int{a, b}] == nil {
			mm[[2]int{a, b}] = map[string]bool{}
		}
		mm[[2]int{a, b}][s] = true
	}
	set(1, 2, "a")
	set(1, 2, "b")
	set(2, 1, "c")
	fmt.Println(mm, mm[[2]int{9, 9}]["x"])
	f := map[string]func() map[string]int{"self": func() map[string]int { return c }}
	f["self"]()["via call"] = 9
	fmt.Println(c["via call"], f["self"]()["x"])
	arr := map[int][3]int{1: {1, 2, 3}}
	e := arr[1]
	e[1] = 20
	arr[2] = e
	fmt.Println(arr, arr[1][2], len(arr[5]))
	iface := map[string]any{"n": 1, "m": map[string]any{"deep": []int{1}}}
	fmt.Println(iface["m"].(map[string]any)["deep"].([]int)[0], iface["n"].(int)+1)
	type tree map[string]tree
	t := tree{"a": {"b": {}}, "c": nil}
	fmt.Println(t, len(t["a"]["b"]["x"]), t["a"]["b"] == nil, t["c"] == nil)
}
