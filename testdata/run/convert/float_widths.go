// run

// float64 to float32 rounds to nearest even, overflows to infinity and passes through denormals and NaN.
package main

import (
	"fmt"
	"math"
)

//go:noinline
func narrow(f float64) float32 { return float32(f) }

//go:noinline
func there(f float64) float64 { return float64(float32(f)) }

func main() {
	for _, f := range []float64{
		0, math.Copysign(0, -1), 0.1, 1.0 / 3, 16777217, 16777219, math.MaxFloat32, 3.4028235677973366e38, 3.4028235677973362e38, 1e39, -1e39,
		math.SmallestNonzeroFloat32, math.SmallestNonzeroFloat32 / 2, math.SmallestNonzeroFloat32 * 0.51, 1e-40, 1e-46, -1e-46, math.Inf(-1),
	} {
		fmt.Printf("%x %08x %v %v\n", f, math.Float32bits(narrow(f)), narrow(f), there(f))
	}
	n := narrow(math.NaN())
	fmt.Println(n != n, there(math.NaN()))

	type meters float32
	type feet float64
	m := meters(1.1)
	f := feet(m) * 3.28084
	fmt.Printf("%T %T %v %v %v\n", m, f, m, feet(m), meters(f))
	fmt.Println(float32(0.1) == 0.1, float64(float32(0.1)) == 0.1, float32(0.5) == 0.5)
	huge := 1e39
	c := complex64(complex(0.1, huge))
	fmt.Println(c, complex128(c))
}
