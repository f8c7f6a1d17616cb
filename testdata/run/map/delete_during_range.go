// run

// Entries deleted during iteration are not visited later; entries added may or may not be; none is visited twice.
package main

import "fmt"

func main() {
	for _, n := range []int{1, 7, 8, 9, 100, 5000} {
		m := map[int]int{}
		for i := range n {
			m[i] = i
		}
		// Each visit deletes the visited key's partner.
		visits := 0
		for k := range m {
			visits++
			delete(m, k^1)
			if _, ok := m[k]; !ok {
				fmt.Println("visited a deleted key", k)
			}
		}
		fmt.Print(n, ": ", visits, " ", len(m), "; ")

		for k := range m {
			delete(m, k)
		}
		fmt.Print(len(m), "; ")

		// Adding while iterating, with growth in between.
		for i := range n {
			m[i] = 0
		}
		seen := map[int]int{}
		for k := range m {
			seen[k]++
			if k < n {
				m[k+n*10] = 1
				m[k+n*20] = 1
			}
		}
		bad, old := 0, 0
		for k, c := range seen {
			if c != 1 {
				bad++
			}
			if k < n {
				old++
			}
		}
		fmt.Println(old == n, bad, len(m) == 3*n)
	}

	// Values changed during the iteration are seen changed, and delete and re-insert does not repeat a visit.
	m := map[string]int{"a": 1, "b": 1, "c": 1, "d": 1}
	total := 0
	for k, v := range m {
		total += v
		for j := range m {
			if j != k {
				m[j] *= 2
			}
		}
	}
	fmt.Println(total)
	cleared := 0
	for range m {
		cleared++
		clear(m)
	}
	fmt.Println(cleared, len(m))
	m = map[string]int{"x": 1, "y": 2}
	for k := range m {
		m = nil // the iteration continues over the old map
		_ = k
		cleared++
	}
	fmt.Println(cleared, m == nil)
}
