// run

// Out-of-range float to integer conversions do not panic; the values are those of gc on amd64.
package main

import (
	"fmt"
	"math"
)

//go:noinline
func signed(f float64) {
	fmt.Println(f, int64(f), int32(f), int16(f), int8(f), int(f))
}

//go:noinline
func unsigned(f float64) {
	fmt.Println(f, uint64(f), uint32(f), uint16(f), uint8(f), uint(f), uintptr(f))
}

//go:noinline
func single(f float32) {
	fmt.Println(f, int64(f), int32(f), int16(f), int8(f), uint64(f), uint32(f), uint16(f), uint8(f))
}

func main() {
	vals := []float64{
		math.NaN(), math.Inf(1), math.Inf(-1), 1 << 63, -1<<63 - 2048, 1 << 64, 1e19, -1, -1.5, 1e300, -1e300,
		1 << 31, -1<<31 - 1, 1<<32 + 7, 1 << 40, 300, -300, 65536 + 99, 1<<33 + 1<<15, math.MaxFloat64,
	}
	for _, f := range vals {
		signed(f)
		unsigned(f)
		single(float32(f))
	}
}
