// run

// strconv.ParseFloat: correct rounding of hard decimal and hexadecimal inputs, ranges, syntax errors.
package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

func main() {
	for _, s := range []string{
		"0", "-0", "1", "+1", ".5", "5.", "1e5", "1E+5", "1e-5", "123.456e2", "0.1", "1_000.5", "1_0e1_0", "inf", "-Inf", "+infinity", "NaN", "nan", "INFINITY",
		"", ".", "e5", "1e", "1e+", "--1", "1.2.3", " 1", "1 ", "0x", "0x1", "0x1p", "infx", "1f",
		"1.7976931348623157e308", "1.7976931348623159e308", "1.797693134862315808e308", "1e309", "-1e400", "5e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1e-325", "1e-400",
		"2.2250738585072011e-308", "2.2250738585072014e-308", "9007199254740993", "9007199254740992.999999", "9007199254740993.0000000000000000000000000000000001", "1e23", "8.5e22", "6.02214076e23",
		"0.500000000000000166533453693773481063544750213623046875", "1.00000000000000011102230246251565", "1.00000000000000033306690738754696",
		"0x1p-1074", "0x1p-1075", "0x1.8p-1075", "0x1.fffffffffffff8p1023", "0x1.fffffffffffff7p1023", "0x1.000000000000080p0", "0x1.000000000000081p0", "0X.8P+4", "0x_1.2_3p0", "0x1p99999", "-0x1.8p1",
		"100000000000000016777215", "100000000000000016777216", "1" + strings.Repeat("0", 400), "0." + strings.Repeat("0", 400) + "1e401", strings.Repeat("9", 50) + "." + strings.Repeat("9", 50),
	} {
		v, err := strconv.ParseFloat(s, 64)
		f, err32 := strconv.ParseFloat(s, 32)
		if len(s) > 60 {
			s = s[:60] + "..."
		}
		fmt.Printf("%s %016x %v %08x %v\n", s, math.Float64bits(v), err != nil, math.Float32bits(float32(f)), err32 != nil)
	}
	for _, s := range []string{"1x", "1e999", "0x1.8", "-1e-999"} {
		_, err := strconv.ParseFloat(s, 64)
		fmt.Println(err)
	}
	for _, s := range []string{"1", "2i", "1+2i", "(1-2i)", "i", "+i", "1e3-0.5i", "(3", "1+2", "NaN+Infi", "0x1p1+0x1p-1i", "1+2i3", ""} {
		c, err := strconv.ParseComplex(s, 128)
		fmt.Println(c, err)
	}
	// Shortest formatting parses back to the same bits.
	bad := 0
	x := uint64(88172645463325252)
	for range 20000 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		f := math.Float64frombits(x)
		if f != f || math.IsInf(f, 0) {
			continue
		}
		if g, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', -1, 64), 64); g != f || err != nil {
			bad++
		}
		if g, err := strconv.ParseFloat(strconv.FormatFloat(f, 'e', 16, 64), 64); g != f || err != nil {
			bad++
		}
		f32 := math.Float32frombits(uint32(x))
		if f32 != f32 || math.IsInf(float64(f32), 0) {
			continue
		}
		if g, err := strconv.ParseFloat(strconv.FormatFloat(float64(f32), 'f', -1, 32), 32); float32(g) != f32 || err != nil {
			bad++
		}
	}
	fmt.Println("bad:", bad)
}
