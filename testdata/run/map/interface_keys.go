// run

// Interface keys compare by dynamic type and value; unhashable dynamic types panic on every operation.
package main

import (
	"fmt"
	"io"
)

type shape interface{ area() float64 }
type square struct{ a float64 }
type poly struct{ pts []float64 }
type holder struct{ v any }

func (s square) area() float64 { return s.a * s.a }
func (p poly) area() float64   { return float64(len(p.pts)) }

func try(f func()) {
	defer func() {
		if e := recover(); e != nil {
			_, isErr := e.(error)
			fmt.Println("panic:", e, isErr)
		}
	}()
	f()
}

func main() {
	m := map[any]string{}
	m[1] = "int"
	m[int64(1)] = "int64"
	m[1.0] = "float64"
	m["1"] = "string"
	m[square{1}] = "square"
	m[&square{1}] = "pointer"
	m[[2]int{1, 2}] = "array"
	m[struct{}{}] = "empty"
	m[nil] = "nil"
	m[holder{holder{2}}] = "nested"
	fmt.Println(len(m), m[1], m[int64(1)], m[1.0], m["1"], m[square{1}], m[[2]int{1, 2}], m[struct{}{}], m[nil], m[holder{holder{2}}])
	fmt.Println(m[int8(1)] == "", m[&square{1}] == "", m[holder{2}] == "", m[[1]int{1}] == "")

	s := map[shape]int{square{2}: 1, square{3}: 2}
	s[square{2}]++
	fmt.Println(s[square{2}], s[square{3}], s[nil], len(s))

	try(func() { m[[]int{1}] = "slice" })
	try(func() { _ = m[map[string]int{}] })
	try(func() { _, ok := m[func() {}]; fmt.Println(ok) })
	try(func() { delete(m, any([]string{})) })
	try(func() { m[holder{[]int{}}] = "x" })
	try(func() { m[[2]any{1, []int{}}] += "x" })
	try(func() { s[poly{}] = 1 })
	try(func() { s[&poly{}] = 1; fmt.Println("pointer to unhashable is fine", len(s)) })
	// Even an empty or nil map checks its key.
	try(func() { var n map[any]int; _ = n[[]int{}] })
	try(func() { e := map[any]int{}; _ = e[[]int{}] })
	try(func() { e := map[any]int{}; delete(e, any(map[int]int{})) })
	try(func() { var n map[holder]int; delete(n, holder{func() {}}) })
	try(func() { fmt.Println(map[any]int{"k": 1, []int{}: 2}) })

	errs := map[error]int{io.EOF: 1, io.ErrUnexpectedEOF: 2}
	var err error = io.EOF
	fmt.Println(errs[err], errs[fmt.Errorf("EOF")], len(m))
}
