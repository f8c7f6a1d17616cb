// run

// Array equality compares element by element, for every kind of element, sizes around the memory-compare limits included.
package main

import (
	"fmt"
	"math"
)

type padded struct {
	a int8
	b int64
	c int8
}

type mixed struct {
	s string
	i any
	f float64
	_ int
}

func eq[T comparable](a, b T) bool { return a == b }

func main() {
	fmt.Println([3]int{1, 2, 3} == [3]int{1, 2, 3}, [3]int{1, 2, 3} == [3]int{1, 2, 4})
	fmt.Println([2]float64{0, 1} == [2]float64{math.Copysign(0, -1), 1}, [1]float64{math.NaN()} == [1]float64{math.NaN()})
	fmt.Println([2]string{"a", "b"} == [2]string{"a", "b"}, [2]string{"a", "b"} == [2]string{"a", "c"})
	fmt.Println([2]any{1, "x"} == [2]any{1, "x"}, [2]any{1, "x"} == [2]any{int8(1), "x"}, [2]any{} == [2]any{nil, nil})
	fmt.Println([2]padded{{1, 2, 3}, {}} == [2]padded{{1, 2, 3}, {}}, [1]padded{{c: 1}} == [1]padded{{c: 2}})
	m := mixed{s: "s", i: 1.5, f: 2}
	fmt.Println([2]mixed{m, m} == [2]mixed{m, m}, [1]mixed{m} == [1]mixed{})
	fmt.Println([2][2]complex128{{1i, 2}, {}} == [2][2]complex128{{1i, 2}, {}}, [2]bool{true} == [2]bool{false, false})
	x, y := 1, 1
	fmt.Println([2]*int{&x, nil} == [2]*int{&x, nil}, [1]*int{&x} == [1]*int{&y})

	var a, b [300]byte
	bad := 0
	for i := range a {
		a[i] = 1
		if eq(a, b) || a == b {
			bad++
		}
		b[i] = 1
		if !eq(a, b) || a != b {
			bad++
		}
	}
	var c, d [17]uint16
	for i := range c {
		c[i] = uint16(i) << 8
		if c == d && i > 0 {
			bad++
		}
		d[i] = uint16(i) << 8
		if c != d {
			bad++
		}
	}
	fmt.Println("bad:", bad)

	defer func() { fmt.Println(recover()) }()
	u := [2]any{1, []int{1}}
	v := [2]any{2, []int{1}}
	fmt.Println(u == v) // differs before the uncomparable element is reached
	v[0] = 1
	fmt.Println(u == v)
}
