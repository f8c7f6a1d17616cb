// run

// strconv.FormatFloat: shortest and fixed precision in every format, for float32 and float64, denormals and specials.
package main

import (
	"fmt"
	"math"
	"strconv"
)

func main() {
	vals := []float64{0, math.Copysign(0, -1), 1, -1, 0.1, 0.3, 1.0 / 3, 100, 123456789, 1e20, 1e21, 1e22, 1e23, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 4.35, 0.000001, 0.00000123, 2.5, 3.5, 0.5, 1.5, 9007199254740993, 8.41e21, 1.8e-5, 622666234635.321003e-320, math.Inf(1), math.Inf(-1), math.NaN()}
	for _, v := range vals {
		for _, f := range "efgGEbxX" {
			fmt.Print(strconv.FormatFloat(v, byte(f), -1, 64), " ")
		}
		fmt.Println()
	}
	for _, v := range []float64{0.1, 1.0 / 3, 16777216, 3.4028234663852886e38, 1e-45, 0.30000001, 8388608.5} {
		fmt.Println(strconv.FormatFloat(v, 'g', -1, 32), strconv.FormatFloat(v, 'e', 3, 32), strconv.FormatFloat(v, 'f', -1, 32), strconv.FormatFloat(v, 'x', -1, 32), strconv.FormatFloat(v, 'b', -1, 32))
	}
	for prec := range 22 {
		fmt.Println(strconv.FormatFloat(1.0/7, 'f', prec, 64), strconv.FormatFloat(123456.789, 'e', prec, 64), strconv.FormatFloat(0.000123456789, 'g', prec, 64), strconv.FormatFloat(math.Pi, 'x', prec, 64))
	}
	// Ties round to even digits of the exact value.
	for _, v := range []float64{0.5, 1.5, 2.5, 0.125, 0.375, 2.675, 1.005, 1e23, 9.5, 99.5, 999.95} {
		fmt.Print(strconv.FormatFloat(v, 'f', 0, 64), " ", strconv.FormatFloat(v, 'f', 2, 64), " ", strconv.FormatFloat(v, 'e', 1, 64), "; ")
	}
	fmt.Println()
	fmt.Println(strconv.FormatFloat(5e-324, 'f', 1074, 64)[1060:], len(strconv.FormatFloat(math.MaxFloat64, 'f', 50, 64)), strconv.FormatFloat(1.5, '%', -1, 64), strconv.FormatFloat(1.5, 'q', 2, 64))
	fmt.Println(string(strconv.AppendFloat([]byte("v="), 1e6, 'g', -1, 64)), strconv.FormatComplex(complex(1.5, -2), 'f', 1, 128), strconv.FormatComplex(complex(math.NaN(), math.Inf(1)), 'g', -1, 64))
}
