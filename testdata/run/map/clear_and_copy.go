// run

// clear, maps.Clone, maps.Copy, maps.Equal, maps.DeleteFunc, maps.Collect and the iterators of package maps.
package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

type dict map[string]int

func main() {
	m := dict{"a": 1, "b": 2, "c": 3}
	c := maps.Clone(m)
	c["d"] = 4
	delete(c, "a")
	fmt.Printf("%v %v %T\n", m, c, c)
	fmt.Println(maps.Equal(m, c), maps.Equal(m, map[string]int{"c": 3, "b": 2, "a": 1}), maps.Clone(dict(nil)) == nil)
	maps.Copy(m, c)
	fmt.Println(m)
	maps.DeleteFunc(m, func(k string, v int) bool { return v%2 == 0 })
	fmt.Println(m)
	fmt.Println(maps.EqualFunc(m, map[string]string{"a": "1", "c": "3"}, func(a int, b string) bool { return fmt.Sprint(a) == b }))

	keys := slices.Sorted(maps.Keys(c))
	vals := slices.Sorted(maps.Values(c))
	fmt.Println(keys, vals)
	up := maps.Collect(func(yield func(string, int) bool) {
		for k, v := range maps.All(c) {
			if !yield(strings.ToUpper(k), v*v) {
				return
			}
		}
	})
	fmt.Println(up)
	maps.Insert(up, maps.All(m))
	fmt.Println(up, len(up))
	idx := maps.Collect(slices.All([]string{"x", "y"}))
	fmt.Printf("%v %T\n", idx, idx)

	nan := map[float64]int{math.NaN(): 1, math.NaN(): 2, 1: 3}
	fmt.Println(len(nan), maps.Equal(nan, maps.Clone(nan)), len(maps.Clone(nan)))
	clear(nan)
	clear(c)
	fmt.Println(len(nan), len(c), c)
	c["again"] = 1
	fmt.Println(c)
	large := map[int]string{}
	for i := range 3000 {
		large[i] = fmt.Sprint(i)
	}
	cl := maps.Clone(large)
	clear(large)
	large[7] = "seven"
	ok := len(cl) == 3000
	for i := range 3000 {
		ok = ok && cl[i] == fmt.Sprint(i)
	}
	fmt.Println(ok, large)
}
