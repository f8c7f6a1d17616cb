// run

// Map literals, lookup forms, assignment, deletion, len, and iteration over the complete set of keys.
package main

import (
	"fmt"
	"maps"
	"slices"
)

type color struct{ r, g, b uint8 }

func main() {
	m := map[string]int{"one": 1, "two": 2, "three": 3}
	v, ok := m["two"]
	w, missing := m["four"]
	fmt.Println(m, len(m), v, ok, w, missing)
	m["four"] = 4
	m["one"] += 10
	m["new"]++
	delete(m, "two")
	delete(m, "absent")
	fmt.Println(m, len(m))
	if _, ok := m["two"]; !ok {
		fmt.Println("two is gone")
	}
	sum, keys := 0, []string{}
	for k, v := range m {
		sum += v
		keys = append(keys, k)
	}
	slices.Sort(keys)
	n := 0
	for range m {
		n++
	}
	for k := range m {
		sum -= len(k)
	}
	fmt.Println(sum, keys, n, slices.Sorted(maps.Keys(m)))

	// Maps are references; nil maps can be read.
	alias := m
	alias["shared"] = 1
	fmt.Println(m["shared"])
	var nilMap map[string]int
	fmt.Println(nilMap["x"], len(nilMap), nilMap == nil, nilMap)
	delete(nilMap, "x")
	for range nilMap {
		fmt.Println("unreachable")
	}
	// Elided key and element types, and a map of maps, slices and functions.
	names := map[color]string{{255, 0, 0}: "red", {}: "black"}
	nested := map[string]map[int][]color{"a": {1: {{1, 2, 3}}, 2: nil}, "b": nil}
	fmt.Println(names[color{r: 255}], names, nested, nested["zz"][5] == nil)
	nested["b"] = map[int][]color{}
	nested["b"][7] = append(nested["b"][7], color{b: 9})
	fmt.Println(nested["b"])
	ops := map[rune]func(int, int) int{'+': func(a, b int) int { return a + b }, '*': func(a, b int) int { return a * b }}
	fmt.Println(ops['+'](3, 4), ops['*'](3, 4), ops['-'] == nil)
	_, has := ops['-']
	ptrs := map[*color]int{}
	c1, c2 := &color{}, &color{}
	ptrs[c1], ptrs[c2] = 1, 2
	fmt.Println(len(ptrs), ptrs[c1], has)
	var x any
	x, ok = m["absent"]
	fmt.Println(x, ok)
}
