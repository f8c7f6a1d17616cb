// run

// Constant expressions are exact: huge integers, rationals, and no overflow until a value is used.
package main

import (
	"fmt"
	"math"
)

const (
	huge  = 1 << 500
	small = huge >> 498
	third = 1.0 / 3
	ninth = third * third
	big   = 123456789012345678901234567890123456789
	fact  = 1 * 2 * 3 * 4 * 5 * 6 * 7 * 8 * 9 * 10 * 11 * 12 * 13 * 14 * 15 * 16 * 17 * 18 * 19 * 20 * 21 * 22 * 23 * 24 * 25
)

const longPi = 3.14159265358979323846264338327950288419716939937510582097494459

func main() {
	fmt.Println(small, huge/(huge-1), huge%1000003, -huge>>498, (huge-1)/huge)
	fmt.Println(third*3 == 1, ninth*9 == 1, 0.1+0.2 == 0.3, 1e100+1-1e100)
	fmt.Println(big/1e30, big%1000, fact>>22%1000000, fact%97)
	fmt.Println(float32(longPi), longPi, longPi*1e10, math.Pi == longPi)
	fmt.Println(math.MaxUint64/3, uint64(math.MaxUint64), math.MaxInt64, math.MinInt64)
	fmt.Println(5/2, 5/2.0, 5.0/2, -5/2, -5%3, 5%-3, 7/2*2.0, 7/2.0*2)
	fmt.Println('a'*2, 'a'+1.0, 'x'-'a', 1+2i*3i, (1+1i)*(1-1i), 2i*2i == -4)
	fmt.Println(1<<3.0, 1.0<<3, 0x1p-2, 0x1.8p1, 0b101, 0o17, 017, 1_000_000, 0x_FF)
	fmt.Println(^0, ^1<<3, 7&^2, 6|1^2, -1>>1, uint8(^byte(0)), ^uint16(5), int8(-128))
	fmt.Printf("%T %T %T %T %T\n", 1<<3, 'a'+1, 'a'+1.0, 1+0i, 2.0*'b')
	var f32 float32 = 0.1 + 0.2
	var f64 = 1e-400 * 1e400
	var d = math.SmallestNonzeroFloat64 / 2 * 4
	fmt.Println(f32, f64, d, float32(1e-46), float32(16777216.0)+1 == 16777217)
	var i = int(1e3)
	var u uint8 = 255.0
	var r rune = 'a' + 0.0
	var c complex64 = 'a'
	fmt.Println(i, u, r, c, int64(big>>70), real(3+4i), imag(3+4i), len([huge >> 497]int{}))
	const mask = 1<<64 - 1
	fmt.Println(uint64(mask), mask>>60, mask/10, mask == math.MaxUint64, mask*mask%1000)
}
