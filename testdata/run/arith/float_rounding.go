// run

// Each float32 and float64 operation rounds to its own type; explicit conversions forbid fused multiply-add.
package main

import (
	"fmt"
	"math"
)

//go:noinline
func sum32(xs ...float32) (s float32) {
	for _, x := range xs {
		s += x
	}
	return
}

//go:noinline
func mulAdd(x, y, z float64) float64 { return float64(x*y) + z }

//go:noinline
func mulAdd32(x, y, z float32) float32 { return float32(x*y) + z }

func main() {
	fmt.Println(sum32(1<<24, 1, 1), sum32(1, 1, 1<<24), sum32(0.1, 0.2, 0.3))
	a, b := 0.1, 0.2
	fmt.Println(a+b, a+b == 0.3, 0.1+0.2 == 0.3, float32(a)+float32(b) == float32(0.3))
	f := float32(16777216)
	fmt.Println(f+1 == f, f+2, float64(f)+1)
	x := float32(0.1)
	fmt.Println(float64(x), x == 0.1, float64(x) == 0.1, x*x, float64(x)*float64(x))
	x += 0.2
	x *= 3
	x -= 1.0 / 3
	x /= 7
	fmt.Printf("%x %08x\n", x, math.Float32bits(x))

	fmt.Println(mulAdd(1+0x1p-30, 1-0x1p-30, -1), mulAdd32(1+0x1p-15, 1-0x1p-15, -1))
	fmt.Println(math.FMA(1+0x1p-30, 1-0x1p-30, -1))

	// Halfway cases round to even.
	big := float64(1 << 53)
	fmt.Println(big+1 == big, big+2 == big, big+3 == big+4, float64(1<<53+1), float64(1<<53+3))
	n := int64(1<<53 + 1)
	m := int64(1<<62 + 1<<8)
	fmt.Println(float64(n), float64(n+2), float32(n), float64(m), float32(m) == 1<<62)
	var e float64 = 1
	for 1+e/2 != 1 {
		e /= 2
	}
	fmt.Println(e == 0x1p-52, e)
	d := math.SmallestNonzeroFloat64 * 3
	fmt.Printf("%b %x %v\n", d, d/2, d/4)
}
