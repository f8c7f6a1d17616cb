// run

// math: Floor, Ceil, Trunc, Round, RoundToEven, Modf, Frexp, Ldexp, Nextafter, sign and class functions.
package main

import (
	"fmt"
	"math"
)

func main() {
	inf, nan := math.Inf(1), math.NaN()
	for _, x := range []float64{0, math.Copysign(0, -1), 0.4999999999999999, 0.5, -0.5, 1.5, 2.5, -2.5, 1e15 + 0.5, 4503599627370497.5, 9007199254740993, -1.0000000000000002, 1e-320, inf, -inf, nan} {
		i, f := math.Modf(x)
		fr, e := math.Frexp(x)
		fmt.Println(x, math.Floor(x), math.Ceil(x), math.Trunc(x), math.Round(x), math.RoundToEven(x), i, f, fr, e, math.Abs(x), math.Signbit(x), math.Ilogb(x))
	}
	for _, c := range [][2]float64{{7, 3}, {-7, 3}, {7, -3}, {5.5, 2}, {1e300, 3}, {5, inf}, {inf, 5}, {5, 0}, {0, 5}, {nan, 1}, {5e-324, 1e300}} {
		x, y := c[0], c[1]
		fmt.Println(x, y, math.Mod(x, y), math.Remainder(x, y), math.Pow(x, y), math.Hypot(x, y), math.Dim(x, y), math.Max(x, y), math.Min(x, y), math.Atan2(x, y), math.Copysign(x, y), math.Nextafter(x, y))
	}
	for _, c := range [][2]float64{{2, 0.5}, {2, -1}, {-2, 3}, {-2, 0.5}, {0, -1}, {math.Copysign(0, -1), -3}, {math.Copysign(0, -1), 3}, {inf, -2}, {-inf, 3}, {1, nan}, {nan, 0}, {0.5, inf}, {-1, inf}, {10, 308}, {10, -323}, {10, 400}, {1.0000001, 1e8}} {
		fmt.Print(math.Pow(c[0], c[1]), " ")
	}
	fmt.Println()
	for _, e := range []int{-1100, -1074, -1022, 0, 10, 1023, 1024} {
		fmt.Print(math.Ldexp(0.75, e), " ", math.Pow10(e/3), " ")
	}
	fmt.Println()
	fmt.Println(math.IsNaN(nan), math.IsNaN(inf), math.IsInf(inf, 0), math.IsInf(-inf, 1), math.IsInf(-inf, -1), math.Nextafter32(1, 2), math.Nextafter32(0, -1), math.FMA(2, 3, 4), math.FMA(0.1, 10, -1))
	fmt.Println(math.Float64bits(-0.1), math.Float32bits(0.1), math.Float64frombits(0x7ff8000000000001), math.Float32frombits(0xff800000), math.Float64frombits(1))
	fmt.Println(math.MaxInt8, math.MinInt16, math.MaxUint32, uint64(math.MaxUint64), math.MaxInt, math.E, math.Phi, math.Sqrt2, math.SqrtE, math.SqrtPi, math.SqrtPhi, math.Ln2, math.Log2E, math.Ln10, math.Log10E)
	v, sign := math.Lgamma(-0.5)
	fmt.Println(v, sign, math.Cbrt(27), math.Cbrt(-8), math.Gamma(5), math.Gamma(0.5) == math.Sqrt(math.Pi), math.Exp(1) == math.E, math.Log(math.E))
	// Integer powers and square roots that are exact.
	bad := 0
	for i := 1.0; i < 3000; i++ {
		if math.Sqrt(i*i) != i || math.Cbrt(i*i*i) != i || math.Pow(i, 3) != i*i*i || math.Hypot(3*i, 4*i) != 5*i {
			bad++
		}
	}
	fmt.Println("bad:", bad)
}
