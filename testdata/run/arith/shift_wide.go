// run

// A shift count at or above the width gives 0, or the sign for signed right shifts; it is never reduced.
package main

import "fmt"

type integer interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

//go:noinline
func shl[T integer, S uint8 | uint16 | uint32 | uint64 | int8 | int](x T, s S) T { return x << s }

//go:noinline
func shr[T integer, S uint8 | uint16 | uint32 | uint64 | int8 | int](x T, s S) T { return x >> s }

func row[T integer](x T) {
	fmt.Printf("%T(%d) <<:", x, x)
	for _, s := range []uint64{0, 1, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65, 128, 1 << 32, 1 << 63, 1<<64 - 1} {
		fmt.Print(" ", shl(x, s))
	}
	fmt.Printf("\n%T(%d) >>:", x, x)
	for _, s := range []uint64{0, 1, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65, 128, 1 << 32, 1 << 63, 1<<64 - 1} {
		fmt.Print(" ", shr(x, s))
	}
	fmt.Println()
}

func main() {
	row[int8](-77)
	row[int8](77)
	row[int16](-12345)
	row[int32](-123456789)
	row[int64](-1234567890123456789)
	row[int64](1234567890123456789)
	row[uint8](0xA5)
	row[uint16](0xA5C3)
	row[uint32](0xA5C3F00F)
	row[uint64](0xA5C3F00F12345678)

	fmt.Println(shl[int32, uint8](1, 255), shr[int32, uint8](-1, 255), shr[uint32, uint16](1, 65535))
	fmt.Println(shl[int64, int8](1, 127), shr[int64, int](-5, 1<<40), shl[uint8, uint32](255, 4))

	// Bits shifted out of a narrow type are gone before the value is widened.
	b := uint8(0xF0)
	fmt.Println(b<<4>>4, uint32(b)<<4>>4, int(b<<1), int8(b)>>4)
	s := uint(70)
	var f, g int32 = -8, 8
	fmt.Println(f>>s, g>>s, f<<s, uint32(f)>>s)
	f >>= s
	g <<= 31
	fmt.Println(f, g, g>>31, uint32(g)>>31)
}
