// run

// Signed and unsigned integer arithmetic wraps around modulo 2^n for every width.
package main

import "fmt"

//go:noinline
func add[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64](a, b T) T { return a + b }

//go:noinline
func sub[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64](a, b T) T { return a - b }

//go:noinline
func mul[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64](a, b T) T { return a * b }

func show[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64](lo, hi T) {
	fmt.Printf("%T: max+1=%d min-1=%d max+max=%d min+min=%d", lo, add(hi, 1), sub(lo, 1), add(hi, hi), add(lo, lo))
	fmt.Printf(" max*max=%d min*min=%d max*2=%d -min=%d -max=%d\n", mul(hi, hi), mul(lo, lo), mul(hi, 2), -lo, -hi)
	fmt.Printf("%T: ^min=%d ^max=%d min*max=%d max-min=%d min-max=%d\n", lo, ^lo, ^hi, mul(lo, hi), sub(hi, lo), sub(lo, hi))
}

func main() {
	show[int8](-1<<7, 1<<7-1)
	show[int16](-1<<15, 1<<15-1)
	show[int32](-1<<31, 1<<31-1)
	show[int64](-1<<63, 1<<63-1)
	show[uint8](0, 1<<8-1)
	show[uint16](0, 1<<16-1)
	show[uint32](0, 1<<32-1)
	show[uint64](0, 1<<64-1)

	// A narrow result widened after the operation keeps the wrapped value.
	a, b := uint8(200), uint8(100)
	fmt.Println(int(a+b), int(a)+int(b), uint16(a*b), uint16(a)*uint16(b))
	c, d := int8(100), int8(100)
	fmt.Println(int(c+d), int(c*d), int(-(c + 28)))
	fmt.Println(uint64(uint32(a)<<24+uint32(b)<<25), uint64(a-b-b-b))
	if x := a + b; x < a {
		fmt.Println("carry out of uint8:", x)
	}
	if c+d < 0 {
		fmt.Println("int8 sum compared after wrapping")
	}
}
