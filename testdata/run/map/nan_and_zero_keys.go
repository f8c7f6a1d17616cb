// run

// NaN keys are never equal: each insertion adds an entry that only iteration and clear reach. +0 and -0 are one key.
package main

import (
	"fmt"
	"math"
)

type point struct{ x, y float64 }

func main() {
	nan := math.NaN()
	m := map[float64]int{}
	for i := range 5 {
		m[nan] = i
	}
	_, ok := m[nan]
	delete(m, nan)
	sum := 0
	for k, v := range m {
		if k == k {
			fmt.Println("not NaN:", k)
		}
		sum += v
	}
	fmt.Println(len(m), ok, sum)
	m[1] = 100
	for k := range m {
		delete(m, k)
	}
	fmt.Println(len(m))
	clear(m)
	fmt.Println(len(m))

	zero, neg := 0.0, math.Copysign(0, -1)
	z := map[float64]string{zero: "zero"}
	z[neg] = "negative"
	for k, v := range z {
		// The key keeps the form in which it was last stored.
		fmt.Println(v, math.Signbit(k), z[0])
	}
	fmt.Println(len(z))

	p := map[point]int{{0, nan}: 1, {neg, 0}: 2}
	p[point{0, 0}]++
	p[point{0, nan}]++
	fmt.Println(len(p), p[point{}])
	a := map[any]int{nan: 1, float32(nan): 2}
	a[nan] = 3
	a[zero], a[neg], a[float32(0)] = 4, 5, 6
	fmt.Println(len(a), a[0.0], a[float32(neg)], a[nan])
	c := map[complex128]int{complex(nan, 0): 1}
	c[complex(nan, 0)]++
	c[complex(neg, neg)]++
	c[0]++
	fmt.Println(len(c), c[0])
	arr := map[[2]float32]bool{{0, float32(neg)}: true}
	fmt.Println(arr[[2]float32{}])

	// Growth copies entries whose key does not equal itself.
	big := map[float64]int{}
	for i := range 2000 {
		big[nan] = 1
		big[float64(i)] = 1
	}
	total := 0
	for _, v := range big {
		total += v
	}
	fmt.Println(len(big), total)
}
