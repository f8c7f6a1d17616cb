// run

// Iteration order is random: over many starts more than one order is seen, and each order is a permutation.
package main

import "fmt"

func orders(n, tries int) (distinct int, valid bool) {
	m := map[int]bool{}
	for i := range n {
		m[i] = true
	}
	seen := map[string]bool{}
	valid = true
	for range tries {
		s, sum, count := "", 0, 0
		for k := range m {
			s += fmt.Sprint(k, ",")
			sum += k
			count++
		}
		seen[s] = true
		if sum != n*(n-1)/2 || count != n {
			valid = false
		}
	}
	return len(seen), valid
}

func main() {
	for _, n := range []int{0, 1, 4, 8, 50} {
		d, ok := orders(n, 200)
		fmt.Println(n, d > 1, ok)
	}
	// Printing sorts the keys; those of one dynamic type are together, nil is first.
	m := map[any]int{"b": 1, "a": 2, "c": 3, nil: 6}
	fmt.Println(m, map[any]bool{2.5: true, -1.5: false, 0.5: true})
	fmt.Println(map[[2]int]string{{2, 1}: "x", {1, 9}: "y", {1, 2}: "z"})
	fmt.Println(map[bool]int{true: 1, false: 0}, map[float64]int{2: 2, -1: 1}, map[struct{ a, b string }]int{{"b", "a"}: 1, {"a", "z"}: 2})
}
