// run

// Tracebacks through library code: a comparison function called by slices, and sort.
package main

import (
	"fmt"
	"slices"
	"sort"
)

type byKey []string

func (b byKey) Len() int           { return len(b) }
func (b byKey) Less(i, j int) bool { return b[i][1] < b[j][1] }
func (b byKey) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func main() {
	s := byKey{"ab", "aa"}
	sort.Sort(s)
	fmt.Println(s)
	slices.SortFunc([]int{3, 1}, func(a, b int) int {
		panic(fmt.Sprint("compare ", a, " ", b))
	})
}
