// run

// Float to integer conversion truncates toward zero; in range it is exact at the borders of every type.
package main

import (
	"fmt"
	"math"
)

//go:noinline
func i64(f float64) int64 { return int64(f) }

//go:noinline
func i32(f float64) int32 { return int32(f) }

//go:noinline
func i16(f float32) int16 { return int16(f) }

//go:noinline
func i8(f float32) int8 { return int8(f) }

//go:noinline
func u64(f float64) uint64 { return uint64(f) }

//go:noinline
func u32(f float64) uint32 { return uint32(f) }

//go:noinline
func u8(f float64) uint8 { return uint8(f) }

//go:noinline
func u64of32(f float32) uint64 { return uint64(f) }

func main() {
	for _, f := range []float64{0, 0.9, -0.9, 1.5, -1.5, 2.5, math.Copysign(0, -1), 1e15 + 0.5, -123456789.99} {
		fmt.Println(f, i64(f), i32(math.Mod(f, 1e9)), i16(float32(math.Mod(f, 1e4))), i8(float32(math.Mod(f, 100))))
	}
	fmt.Println(i64(-1<<63), i64(1<<63-1024), i32(1<<31-1), i32(-1<<31), i32(2147483647.9), i32(-2147483648.9))
	fmt.Println(i16(32767.5), i16(-32768.5), i8(127.99), i8(-128.99))
	for _, f := range []float64{0, 0.99, 255.9, 65535.5, 1 << 31, 1<<32 - 1, 4294967295.75} {
		fmt.Println(f, u64(f), u32(f), u8(math.Mod(f, 256)))
	}
	fmt.Println(u64(1<<63-1024), u64(1<<63), u64(1<<63+2048), u64(1<<64-2048))
	fmt.Println(u64of32(1<<63), u64of32(1<<64-1<<40), u64of32(16777217), u64of32(0.5))
	// Rounding by adding a half needs care just below one half.
	x := 0.49999999999999994
	fmt.Println(int(x+0.5), int(math.Round(x)), int(math.Floor(-0.5)), int(math.Trunc(-0.5)))
	var t float64
	for i := 0; i < 10; i++ {
		t += 0.1
	}
	fmt.Println(int(t), int(t*10), int(0.29*100), int(float32(0.29)*100))
}
