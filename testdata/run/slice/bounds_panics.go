// run

// Index and slice panics name the index, the bound and the kind of expression, whatever the index's type.
package main

import (
	"errors"
	"fmt"
	"runtime"
)

func try(f func()) {
	defer func() {
		e := recover()
		err, ok := e.(runtime.Error)
		var re runtime.Error
		fmt.Println(ok, err, errors.As(err, &re), fmt.Sprintf("%T", e))
	}()
	f()
}

var s = []string{"a", "b", "c"}

type index uint16

func main() {
	i, big := 3, 1<<40
	neg := -2
	try(func() { fmt.Println(s[i]) })
	try(func() { s[big] = "x" })
	try(func() { s[neg] += "x" })
	try(func() { fmt.Println(s[index(65535)]) })
	try(func() { var u uint64 = 1<<64 - 1; fmt.Println(s[u]) })
	try(func() { var i32 int32 = -1 << 31; fmt.Println(s[i32]) })
	try(func() { var e []int; fmt.Println(e[0]) })
	try(func() { var m [][]int; m = append(m, nil); fmt.Println(m[0][1:]) })
	try(func() { fmt.Println(s[1:2][i-1]) })
	try(func() { fmt.Println(s[i+1:]) })
	try(func() { fmt.Println(s[:big]) })
	try(func() { fmt.Println(s[2 : 1+i-3]) })
	try(func() { fmt.Println(s[neg:]) })
	try(func() { fmt.Println(s[:neg]) })
	try(func() { fmt.Println(s[neg:neg]) })
	try(func() { fmt.Println(s[i:][0]) })
	try(func() { a, b := 0, 3; s[a], s[b] = "new", "x" })
	fmt.Println(s)
	try(func() { _ = s[i] })
	try(func() { p := &s[i]; _ = p })
	try(func() {
		for j := len(s) - 1; ; j-- {
			s[j] += "."
		}
	})
	fmt.Println(s)
	try(func() {
		sum := 0
		xs := make([]int, 10)
		for j := 0; j <= len(xs); j++ {
			sum += xs[j]
		}
	})
}
