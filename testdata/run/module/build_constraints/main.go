// run

// Files take part by their names and //go:build lines: GOOS, GOARCH, unix, gc, release tags, custom tags, ignore.
package main

import (
	"fmt"
	"sort"
)

var parts []string

func add(s string) bool { parts = append(parts, s); return true }

func main() {
	sort.Strings(parts)
	for _, p := range parts {
		fmt.Println(p)
	}
	fmt.Println(system, word, custom)
}
