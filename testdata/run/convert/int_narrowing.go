// run

// Integer conversions keep the low bits and extend by the source's signedness.
package main

import "fmt"

//go:noinline
func all(x int64) {
	fmt.Println(x, int8(x), int16(x), int32(x), uint8(x), uint16(x), uint32(x), uint64(x), uintptr(x))
}

//go:noinline
func fromSigned(x int8) {
	fmt.Println(x, int16(x), uint16(x), int32(x), uint32(x), int64(x), uint64(x), uint8(x), int(uint8(x)))
}

//go:noinline
func fromUnsigned(x uint16) {
	fmt.Println(x, int8(x), int16(x), int32(int16(x)), uint32(int16(x)), int64(x), uint64(int16(x)), int64(int8(x)))
}

//go:noinline
func chain(x uint64) (int64, int32, uint32) {
	return int64(int32(x)), int32(int16(x >> 8)), uint32(int8(x))
}

func main() {
	for _, x := range []int64{0, -1, 127, 128, 255, 256, -128, -129, 32768, 65535, 1<<31 - 1, 1 << 31, 1<<32 + 5, 1<<63 - 1, -1 << 63, 0x123456789ABCDEF} {
		all(x)
	}
	for _, x := range []int8{0, 1, -1, 127, -128} {
		fromSigned(x)
	}
	for _, x := range []uint16{0, 127, 128, 255, 32767, 32768, 65535} {
		fromUnsigned(x)
	}
	fmt.Println(chain(0xFEDCBA9876543210))
	fmt.Println(chain(0x80808080))

	type celsius int16
	c := celsius(-3)
	u := uint8(c)
	fmt.Println(u, celsius(u), int64(celsius(u))-int64(c))
	n := 300
	var m = map[uint8]int{uint8(n): 1}
	fmt.Println(m)
}
