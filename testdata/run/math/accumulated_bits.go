// run

// math: hashes of the bits of many function values, so that a single wrong last bit shows.
package main

import (
	"fmt"
	"math"
)

func hash(f func(float64) float64, lo, hi float64) uint64 {
	h := uint64(14695981039346656037)
	for i := range 5000 {
		x := lo + (hi-lo)*float64(i)/4999
		v := f(x)
		if v != v {
			v = math.Inf(1)
		}
		h = (h ^ math.Float64bits(v)) * 1099511628211
	}
	return h
}

func main() {
	for _, c := range []struct {
		name   string
		f      func(float64) float64
		lo, hi float64
	}{
		{"sqrt", math.Sqrt, 0, 1e6}, {"cbrt", math.Cbrt, -1e6, 1e6}, {"exp", math.Exp, -700, 700}, {"exp2", math.Exp2, -1000, 1000}, {"expm1", math.Expm1, -2, 2},
		{"log", math.Log, 1e-9, 1e9}, {"log2", math.Log2, 1e-9, 1e9}, {"log10", math.Log10, 1e-9, 1e9}, {"log1p", math.Log1p, -0.99, 5},
		{"sin", math.Sin, -100, 100}, {"cos", math.Cos, -100, 100}, {"tan", math.Tan, -100, 100}, {"sin big", math.Sin, 1e9, 1e15}, {"asin", math.Asin, -1, 1}, {"acos", math.Acos, -1, 1}, {"atan", math.Atan, -50, 50},
		{"sinh", math.Sinh, -20, 20}, {"cosh", math.Cosh, -20, 20}, {"tanh", math.Tanh, -20, 20}, {"asinh", math.Asinh, -1e5, 1e5}, {"acosh", math.Acosh, 1, 1e5}, {"atanh", math.Atanh, -1, 1},
		{"gamma", math.Gamma, -10.3, 20}, {"erf", math.Erf, -5, 5}, {"erfc", math.Erfc, -5, 25}, {"erfinv", math.Erfinv, -1, 1}, {"j0", math.J0, 0, 100}, {"j1", math.J1, -100, 100}, {"y0", math.Y0, 0, 100}, {"y1", math.Y1, 0, 100},
		{"floor", math.Floor, -50, 50}, {"ceil", math.Ceil, -50, 50}, {"trunc", math.Trunc, -50, 50}, {"round", math.Round, -50, 50}, {"even", math.RoundToEven, -50, 50},
		{"pow", func(x float64) float64 { return math.Pow(x, 2.7-x/3) }, 0, 30}, {"hypot", func(x float64) float64 { return math.Hypot(x, 3) }, -50, 50}, {"mod", func(x float64) float64 { return math.Mod(x, 0.7) }, -1e6, 1e6},
		{"remainder", func(x float64) float64 { return math.Remainder(x, 0.7) }, -1e6, 1e6}, {"atan2", func(x float64) float64 { return math.Atan2(x, 1-x) }, -3, 3}, {"fma", func(x float64) float64 { return math.FMA(x, x, -x) }, -3, 3},
	} {
		fmt.Printf("%s %016x\n", c.name, hash(c.f, c.lo, c.hi))
	}
}
