// run

// Division and remainder by constants agree with division by the same value held in a variable.
package main

import "fmt"

//go:noinline
func hide[T any](x T) T { return x }

func check[T int | int8 | int16 | int32 | uint | uint8 | uint16 | uint32](name string, x, q, r, d T) int {
	wq, wr := x/hide(d), x%hide(d)
	if q != wq || r != wr {
		fmt.Println("wrong:", name, x, d, "got", q, r, "want", wq, wr)
		return 1
	}
	return 0
}

var ints = []int{0, 1, 2, 3, 5, 6, 7, 9, 10, 11, 99, 100, 127, 128, 255, 256, 999999937, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1 << 32, 1<<62 + 12345, 1<<63 - 2, 1<<63 - 1}

func main() {
	bad := 0
	sum := 0
	for _, v := range ints {
		for _, x := range []int{v, -v, -v - 1} {
			bad += check("int/3", x, x/3, x%3, 3)
			bad += check("int/-3", x, x/-3, x%-3, -3)
			bad += check("int/7", x, x/7, x%7, 7)
			bad += check("int/10", x, x/10, x%10, 10)
			bad += check("int/8", x, x/8, x%8, 8)
			bad += check("int/-16", x, x/-16, x%-16, -16)
			bad += check("int/1e9", x, x/1e9, x%1e9, 1e9)
			bad += check("int/max", x, x/(1<<63-1), x%(1<<63-1), 1<<63-1)
			bad += check("int/min", x, x/(-1<<63), x%(-1<<63), -1<<63)
			y := int32(x)
			bad += check("int32/5", y, y/5, y%5, 5)
			bad += check("int32/-7", y, y/-7, y%-7, -7)
			bad += check("int32/641", y, y/641, y%641, 641)
			bad += check("int32/min", y, y/(-1<<31), y%(-1<<31), -1<<31)
			z := int16(x)
			bad += check("int16/9", z, z/9, z%9, 9)
			bad += check("int16/-11", z, z/-11, z%-11, -11)
			w := int8(x)
			bad += check("int8/7", w, w/7, w%7, 7)
			bad += check("int8/-128", w, w/-128, w%-128, -128)
			u := uint(x)
			bad += check("uint/3", u, u/3, u%3, 3)
			bad += check("uint/7", u, u/7, u%7, 7)
			bad += check("uint/10", u, u/10, u%10, 10)
			bad += check("uint/2^63", u, u/(1<<63), u%(1<<63), 1<<63)
			bad += check("uint/max", u, u/(1<<64-1), u%(1<<64-1), 1<<64-1)
			u32 := uint32(x)
			bad += check("uint32/7", u32, u32/7, u32%7, 7)
			bad += check("uint32/2^31+1", u32, u32/(1<<31+1), u32%(1<<31+1), 1<<31+1)
			u16 := uint16(x)
			bad += check("uint16/7", u16, u16/7, u16%7, 7)
			u8 := uint8(x)
			bad += check("uint8/7", u8, u8/7, u8%7, 7)
			bad += check("uint8/200", u8, u8/200, u8%200, 200)
			if x%6 == 0 {
				sum++
			}
			if u%12 == 4 {
				sum += 100
			}
		}
	}
	fmt.Println("wrong results:", bad, "divisibility sum:", sum)
}
