// run

// Conversions between widths inside expressions: where the sign or zero extension happens decides the result.
package main

import "fmt"

//go:noinline
func widen(a int8, b uint8, c int16, d uint16, e int32, f uint32) {
	fmt.Println(int(a)+int(b), int64(c)*int64(d), uint64(e), uint64(f), uint32(a), uint16(a), int(uint8(a)))
	fmt.Println(uint64(int8(b)), int64(int16(d)), int64(int32(f)), uint64(uint32(e)), int32(uint32(c)))
}

//go:noinline
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h ^= uint32(s[i])
		h *= 16777619
	}
	return h
}

//go:noinline
func index(table []int, b byte) int { return table[b] + table[b+1] + table[int8(b)&7] }

//go:noinline
func average(a, b uint32) uint32 { return uint32((uint64(a) + uint64(b)) / 2) }

//go:noinline
func mulHigh(a, b int32) int32 { return int32(int64(a) * int64(b) >> 32) }

func main() {
	widen(-1, 255, -32768, 65535, -1, 1<<32-1)
	widen(-128, 128, 32767, 32768, -1<<31, 1<<31)
	fmt.Println(hash(""), hash("a"), hash("the quick brown fox"), hash("\xff\x00\x80"))
	table := make([]int, 257)
	for i := range table {
		table[i] = i * i
	}
	fmt.Println(index(table, 3), index(table, 254), index(table, 255))
	fmt.Println(average(1<<32-1, 1<<32-3), average(7, 8))
	fmt.Println(mulHigh(1<<30, 1<<30), mulHigh(-1<<31, 1<<31-1), mulHigh(-5, 3))

	var b byte = 250
	for n := 0; n < 10; n++ {
		b++
	}
	fmt.Println(b, -b, ^b, int(-b), int(^b), int8(b)-5)
	var i uint = 3
	fmt.Println(i-4 > 0, int(i-4), int(i)-4, i-4 == 1<<64-1)
	x := 0x1_2345_6789
	fmt.Println(int32(x), int16(x), int8(x), uint8(x>>4), byte(x)+byte(x>>8), rune(x))
	var s16 int16 = -2
	fmt.Println(uint32(s16)>>1, uint32(uint16(s16))>>1, s16>>1, uint16(s16)>>1)
}
