// run

// slices: Sort, SortFunc, SortStableFunc, BinarySearch, Min and Max, IsSorted; cmp.Compare, Less, Or.
package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

type person struct {
	name string
	age  int
	city string
}

func main() {
	xs := []int{5, 2, 8, 1, 9, 3}
	slices.Sort(xs)
	fmt.Println(xs, slices.IsSorted(xs))
	fs := []float64{2, math.NaN(), -1, math.Inf(-1), 1, math.NaN()}
	slices.Sort(fs)
	fmt.Println(fs, slices.IsSorted(fs))
	ps := []person{{"Ann", 30, "X"}, {"Bob", 25, "Y"}, {"Cid", 30, "Y"}, {"Dan", 25, "X"}, {"Eve", 30, "X"}}
	slices.SortStableFunc(ps, func(a, b person) int { return cmp.Compare(a.age, b.age) })
	fmt.Println(ps)
	slices.SortFunc(ps, func(a, b person) int {
		return cmp.Or(strings.Compare(a.city, b.city), -cmp.Compare(a.age, b.age), cmp.Compare(a.name, b.name))
	})
	fmt.Println(ps)
	fmt.Println(slices.BinarySearch(xs, 8))
	fmt.Println(slices.BinarySearch(xs, 4))
	fmt.Println(slices.BinarySearchFunc(ps, "Y", func(p person, c string) int { return strings.Compare(p.city, c) }))
	fmt.Println(slices.Min(xs), slices.Max(xs), slices.Max(fs), slices.MinFunc(ps, func(a, b person) int { return len(a.name) - len(b.name) }), slices.MaxFunc(ps, func(a, b person) int { return a.age - b.age }))
	fmt.Println(cmp.Compare("a", "b"), cmp.Compare(math.NaN(), 1), cmp.Compare(math.NaN(), math.NaN()), cmp.Compare(0.0, math.Copysign(0, -1)), cmp.Less(math.NaN(), 0), cmp.Less(1, 2), cmp.Or("", "x", "y"), cmp.Or(0, 0), cmp.Or[error](nil))
	fmt.Println(slices.IsSortedFunc(ps, func(a, b person) int { return strings.Compare(a.city, b.city) }))
	fmt.Println(slices.Sorted(maps.Keys(map[string]bool{"b": true, "a": true})), slices.SortedStableFunc(slices.Values(xs), func(a, b int) int { return a%2 - b%2 }))
	for _, f := range []func(){func() { _ = slices.Min([]int{}) }, func() { _ = slices.Max([]string(nil)) }} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
	// Pseudo-random inputs of many sizes and with many duplicates, against a simple insertion sort.
	seed := uint32(7)
	bad := 0
	for n := range 150 {
		s := make([]uint16, n*3)
		for i := range s {
			seed = seed*1103515245 + 12345
			s[i] = uint16(seed>>16) % uint16(n+1)
		}
		want := slices.Clone(s)
		for i := range want {
			for j := i; j > 0 && want[j] < want[j-1]; j-- {
				want[j], want[j-1] = want[j-1], want[j]
			}
		}
		slices.Sort(s)
		if !slices.Equal(s, want) {
			bad++
		}
	}
	fmt.Println("bad:", bad)
}
