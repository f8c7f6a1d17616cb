// run

// math: exact bits of the elementary functions over a table of ordinary and extreme arguments.
package main

import (
	"fmt"
	"math"
)

var args = []float64{
	0, math.Copysign(0, -1), 1, -1, 0.5, -0.5, 2, -2, 0.1, 3, math.Pi, -math.Pi / 2, 1e-10, -1e-300, 10, 100.25, -7.75, 709.5, -745, 1e10, 1e300, 4.5e15, 5e-324, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN(),
}

func show(name string, f func(float64) float64) {
	fmt.Print(name)
	for _, x := range args {
		v := f(x)
		if v != v {
			fmt.Print(" NaN")
		} else {
			fmt.Printf(" %x", math.Float64bits(v))
		}
	}
	fmt.Println()
}

func main() {
	show("Sqrt", math.Sqrt)
	show("Cbrt", math.Cbrt)
	show("Exp", math.Exp)
	show("Exp2", math.Exp2)
	show("Expm1", math.Expm1)
	show("Log", math.Log)
	show("Log2", math.Log2)
	show("Log10", math.Log10)
	show("Log1p", math.Log1p)
	show("Logb", math.Logb)
	show("Sin", math.Sin)
	show("Cos", math.Cos)
	show("Tan", math.Tan)
	show("Asin", math.Asin)
	show("Acos", math.Acos)
	show("Atan", math.Atan)
	show("Sinh", math.Sinh)
	show("Cosh", math.Cosh)
	show("Tanh", math.Tanh)
	show("Asinh", math.Asinh)
	show("Acosh", math.Acosh)
	show("Atanh", math.Atanh)
	show("Gamma", math.Gamma)
	show("Erf", math.Erf)
	show("Erfc", math.Erfc)
	show("Erfinv", math.Erfinv)
	show("Erfcinv", math.Erfcinv)
	show("J0", math.J0)
	show("J1", math.J1)
	show("Y0", math.Y0)
	show("Y1", math.Y1)
	show("J3", func(x float64) float64 { return math.Jn(3, x) })
	show("Y2", func(x float64) float64 { return math.Yn(2, x) })
	show("Lgamma", func(x float64) float64 { v, s := math.Lgamma(x); return v * float64(s) })
	show("Sincos", func(x float64) float64 { s, c := math.Sincos(x); return s * c })
}
