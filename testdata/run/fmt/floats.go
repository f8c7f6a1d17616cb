// run

// fmt: float and complex verbs with widths, precisions and flags, including infinities and NaN.
package main

import (
	"fmt"
	"math"
)

type f32 float32

func main() {
	vals := []any{0.0, math.Copysign(0, -1), 1.0, -1.5, 3.14159265, 1e6, 1e21, 1.0 / 3, 1e-7, float32(0.1), f32(2.5), math.Inf(1), math.Inf(-1), math.NaN(), 123456789.123, math.MaxFloat64}
	for _, f := range []string{"%v", "%g", "%e", "%f", "%E", "%G", "%F", "%b", "%x", "%X", "%.2f", "%8.3f", "%-8.2f|", "%08.2f", "%+.1e", "% f", "%+g", "%#g", "%#.3g", "%.3g", "%.0f", "%#.0f", "%6.2v", "%+v", "%#v", "%010g", "%-+12.3e|", "%.10x", "%d", "%s", "% 08.1f", "%+08.1f", "%.20g", "%#e", "%20b"} {
		fmt.Printf("%s:", f)
		for _, v := range vals {
			fmt.Printf(" ["+f+"]", v)
		}
		fmt.Println()
	}
	for _, f := range []string{"%v", "%g", "%.2f", "%8.1f", "%+.3e", "%-9.1f|", "%x", "%#v", "%+v", "%010.2f", "% g", "%G", "%d"} {
		fmt.Printf("%s: "+f+" "+f+" "+f+" "+f+"\n", f, 1+2i, complex64(-0.5i), complex(math.Inf(-1), math.NaN()), complex(math.Copysign(0, -1), 1e-10))
	}
	fmt.Println(1e20, 1e21, 123456.0, 1234567.0, 0.0001, 0.00001, float32(16777216), float32(1e10), 100000.0, 12345678.9, float32(3.4e38))
	fmt.Println([]float64{1, 2.5, math.NaN()}, map[float64]string{1.5: "x"}, [2]float32{0.1, 0.2}, struct{ F float64 }{1e100})
	fmt.Printf("%.1f %5.2f %v %e\n", []float64{1.25, 2.35}, [2]float32{1, 2}, []complex128{1i}, []float32{1e-3})
	fmt.Printf("%.3v|%10.3v|%-10.3v|%+.3v\n", math.Pi, math.Pi, math.Pi, math.Pi)
	fmt.Printf("%.1f %.1f %.1f %.0f %.0f %.0f\n", 0.25, 0.35, 0.45, 0.5, 1.5, 2.5)
	fmt.Printf("%6.1f%%|%t|%s|%d\n", 99.5, 1.5, 2.5, 3.5)
}
