// run

// Integers beyond the mantissa convert to the nearest float, ties to even, for float32 without a double rounding.
package main

import (
	"fmt"
	"math"
)

//go:noinline
func f64(x int64) float64 { return float64(x) }

//go:noinline
func f32(x int64) float32 { return float32(x) }

//go:noinline
func uf64(x uint64) float64 { return float64(x) }

//go:noinline
func uf32(x uint64) float32 { return float32(x) }

//go:noinline
func uf32of32(x uint32) (float32, float64) { return float32(x), float64(x) }

//go:noinline
func small(a int8, b uint8, c int16, d uint16) (float32, float32, float64, float64) {
	return float32(a), float32(b), float64(c), float64(d)
}

func main() {
	for _, x := range []int64{0, 1, -1, 1<<24 + 1, 1<<24 + 3, -(1<<24 + 1), 1<<53 + 1, 1<<53 + 3, 1<<63 - 1, -1 << 63, 1<<62 + 1<<9, 1<<62 + 1<<9 + 1} {
		fmt.Printf("%d %x %x\n", x, math.Float64bits(f64(x)), math.Float32bits(f32(x)))
	}
	// Rounding first to float64 and then to float32 would give another result for these.
	for _, x := range []uint64{1<<54 + 1<<30 + 1, 1<<63 + 1<<39 + 1, 1<<63 + 1<<10, 1<<63 + 1<<10 + 1, 1<<63 + 3<<10, 1<<64 - 1, 1<<64 - 1<<39, 1<<64 - 1<<39 - 1, 1 << 63, 1<<63 - 1} {
		fmt.Printf("%d %x %x\n", x, math.Float64bits(uf64(x)), math.Float32bits(uf32(x)))
	}
	for _, x := range []uint32{0, 1 << 31, 1<<32 - 1, 1<<31 + 128, 1<<31 + 129} {
		fmt.Println(uf32of32(x))
	}
	fmt.Println(small(-128, 255, -32768, 65535))
	a, b := int64(9007199254740993), 9007199254740993.0
	fmt.Println(float64(a) == b, int64(b), a == int64(float64(a)))
}
