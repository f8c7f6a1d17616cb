// run

// math/bits: counting, rotating, reversing, and full-width arithmetic with carries, for every width.
package main

import (
	"fmt"
	"math/bits"
)

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

//go:noinline
func hide(x uint64) uint64 { return x }

func main() {
	for _, x := range []uint64{0, 1, 2, 0x80, 0xff, 0x100, 0x8000, 0xffff, 0x12345678, 0x80000000, 0xffffffff, 1 << 32, 0xdeadbeefcafef00d, 1 << 63, 1<<64 - 1} {
		x = hide(x)
		fmt.Println(x, bits.LeadingZeros64(x), bits.LeadingZeros32(uint32(x)), bits.LeadingZeros16(uint16(x)), bits.LeadingZeros8(uint8(x)), bits.LeadingZeros(uint(x)),
			bits.TrailingZeros64(x), bits.TrailingZeros32(uint32(x)), bits.TrailingZeros16(uint16(x)), bits.TrailingZeros8(uint8(x)), bits.TrailingZeros(uint(x)),
			bits.OnesCount64(x), bits.OnesCount32(uint32(x)), bits.OnesCount16(uint16(x)), bits.OnesCount8(uint8(x)), bits.OnesCount(uint(x)),
			bits.Len64(x), bits.Len32(uint32(x)), bits.Len16(uint16(x)), bits.Len8(uint8(x)), bits.Len(uint(x)))
		fmt.Printf("%x %x %x %x %x %x %x %x %x\n", bits.Reverse64(x), bits.Reverse32(uint32(x)), bits.Reverse16(uint16(x)), bits.Reverse8(uint8(x)), bits.Reverse(uint(x)),
			bits.ReverseBytes64(x), bits.ReverseBytes32(uint32(x)), bits.ReverseBytes16(uint16(x)), bits.ReverseBytes(uint(x)))
		for _, k := range []int{0, 1, 7, -1, 13, 63, 64, -65, 100} {
			fmt.Printf("%x %x %x %x %x;", bits.RotateLeft64(x, k), bits.RotateLeft32(uint32(x), k), bits.RotateLeft16(uint16(x), k), bits.RotateLeft8(uint8(x), k), bits.RotateLeft(uint(x), k))
		}
		fmt.Println()
	}
	a, b := hide(1<<64-1), hide(0xfedcba9876543210)
	fmt.Println(bits.Add64(a, b, 1))
	fmt.Println(bits.Sub64(b, a, 1))
	fmt.Println(bits.Mul64(a, b))
	fmt.Println(bits.Div64(b-1, a, b))
	fmt.Println(bits.Rem64(a, a, b))
	fmt.Println(bits.Add32(uint32(a), 1, 0))
	fmt.Println(bits.Sub32(0, 1, 1))
	fmt.Println(bits.Mul32(uint32(a), uint32(b)))
	fmt.Println(bits.Div32(7, uint32(b), 8))
	fmt.Println(bits.Rem32(7, 8, 5), bits.Rem(7, 8, 5), bits.UintSize)
	fmt.Println(bits.Add(uint(a), uint(b), 0))
	fmt.Println(bits.Sub(0, uint(b), 0))
	fmt.Println(bits.Mul(uint(a), uint(a)))
	fmt.Println(bits.Div(5, 0, 10))
	zero := hide(0)
	try(func() { bits.Div64(1, 2, zero) })
	try(func() { bits.Div64(5, 0, hide(5)) })
	try(func() { bits.Div32(5, 0, uint32(zero)) })
	try(func() { bits.Rem64(1, 2, zero) })

	// 256-bit multiplication and division by schoolbook steps.
	x := [4]uint64{1, 2, 3, 0x8000000000000000}
	y := [2]uint64{0xffffffffffffffff, 7}
	var z [6]uint64
	for i, xi := range x {
		var carry uint64
		for j, yj := range y {
			hi, lo := bits.Mul64(xi, yj)
			var c uint64
			lo, c = bits.Add64(lo, z[i+j], 0)
			hi += c
			lo, c = bits.Add64(lo, carry, 0)
			z[i+j], carry = lo, hi+c
		}
		z[i+len(y)] = carry
	}
	fmt.Printf("%x\n", z)
	var rem uint64
	for i := len(z) - 1; i >= 0; i-- {
		z[i], rem = bits.Div64(rem, z[i], 1_000_000_007)
	}
	fmt.Printf("%x %d\n", z, rem)
	h := uint64(1)
	for i := range uint64(1000) {
		h = bits.RotateLeft64(h*31+i, int(i)) ^ bits.ReverseBytes64(h)
		h += uint64(bits.OnesCount64(h)) + uint64(bits.LeadingZeros64(h|1))
	}
	fmt.Printf("%x\n", h)
}
