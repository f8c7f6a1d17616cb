// run

// Infinities, NaN and signed zero under arithmetic, comparison and conversion.
package main

import (
	"fmt"
	"math"
)

//go:noinline
func ops(a, b float64) {
	fmt.Print(a, " ", b, ": ", a+b, " ", a-b, " ", a*b, " ", a/b, " ")
	fmt.Println(a < b, a <= b, a == b, a != b, a >= b, a > b)
}

func main() {
	inf, nan := math.Inf(1), math.NaN()
	negZero := math.Copysign(0, -1)
	vals := []float64{0, negZero, 1, -1, inf, -inf, nan}
	for _, a := range vals {
		for _, b := range vals {
			ops(a, b)
		}
	}
	// The negation of a comparison with NaN is not the opposite comparison.
	n := nan
	fmt.Println(!(n < 1), n >= 1, !(n == n), n != n, !(n > 1), n <= 1)
	switch n {
	case n:
		fmt.Println("NaN equals itself")
	default:
		fmt.Println("NaN matches no case")
	}
	z := 0.0
	fmt.Println(1/z, 1/-z, 1/(z*-1), math.Signbit(-z), math.Signbit(0-z), math.Signbit(z-z), -z == z)
	f32 := float32(math.MaxFloat32)
	fmt.Println(f32*2, -f32*2, f32*2-f32*2, float32(1e-45)/2, float64(float32(1e-46)))
	if x := inf - inf; x != x {
		fmt.Println("inf-inf is NaN")
	}
	var arr [2]float64
	fmt.Println(arr == [2]float64{negZero, 0}, [1]float64{nan} == [1]float64{nan})
	max, min := math.MaxFloat64, math.SmallestNonzeroFloat64
	fmt.Println(max+1 == max, max*2, min/2, -min/2, min*0.75 == min)
}
