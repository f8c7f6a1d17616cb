// run

// min, max and clear: ints, floats with NaN and signed zeros, strings, constants, slices and maps.
package main

import (
	"fmt"
	"math"
)

type level int8
type name string

func f(n int) int { calls = append(calls, n); return n }

var calls []int

func main() {
	x, y := 3, -4
	fmt.Println(min(x, y), max(x, y), min(x), max(1, x, 2), min(5, 4, y, 7), max(f(3), f(9), f(1)), calls)
	var a, b level = -128, 127
	var u uint8 = 200
	fmt.Println(min(a, b, 0), max(a, -5), max(u, 100), min(u, 255), max(uint64(1<<63), 5))
	s, t := "b", name("a")
	fmt.Println(min(s, "a"), max(s, "abc", "bb"), min(t, "Z"), max("", t))

	nan, inf, z, nz := math.NaN(), math.Inf(1), 0.0, math.Copysign(0, -1)
	fmt.Println(min(1, nan), max(nan, 1), min(nan, inf), max(-inf, nan, 3), min(inf, -inf), max(inf, 1))
	fmt.Println(math.Signbit(min(z, nz)), math.Signbit(min(nz, z)), math.Signbit(max(z, nz)), math.Signbit(max(nz, z)), math.Signbit(max(nz, nz)), math.Signbit(min(z, z)))
	var f32 float32 = 1.5
	fmt.Println(min(f32, 1), max(f32, 2.5), min(float32(nan), f32), math.Signbit(float64(min(float32(nz), float32(z)))))
	const c = min(3, 2.5, 'a')
	const d = max("x", "y")
	fmt.Println(c, d, len([max(2, 3)]int{}), min(1.0, 2))
	fmt.Printf("%T %T %T\n", min(1, 2.0), max('a', 1), min(x, 2))

	sl := []int{1, 2, 3, 4}
	clear(sl[1:3])
	fmt.Println(sl, len(sl))
	m := map[string]int{"a": 1, "b": 2}
	n := m
	clear(m)
	fmt.Println(len(n), n)
	n["c"] = 3
	fmt.Println(m)
	ps := []*int{&x, &y, nil}
	clear(ps)
	fmt.Println(ps[0] == nil, len(ps))
	strs := []struct {
		s string
		e error
	}{{"x", fmt.Errorf("e")}}
	clear(strs)
	fmt.Println(strs)
	nm := map[float64]int{nan: 1, nan: 2}
	clear(nm)
	fmt.Println(len(nm))
	big := make([][3]string, 1000)
	big[999][2] = "z"
	clear(big)
	fmt.Println(big[999][2] == "")
	best := math.Inf(-1)
	for _, v := range []float64{3, 9, -2} {
		best = max(best, v)
	}
	fmt.Println(best)
}
