// run

// &, |, ^, &^ and unary ^ on every width, their precedence, and their assignment forms.
package main

import "fmt"

type flags uint16

const (
	read flags = 1 << iota
	write
	exec
	all = read | write | exec
)

func (f flags) String() string {
	s := []byte("---")
	for i, c := range []byte("rwx") {
		if f&(1<<i) != 0 {
			s[i] = c
		}
	}
	return string(s)
}

func main() {
	a, b := 0b1100, 0b1010
	fmt.Println(a&b, a|b, a^b, a&^b, b&^a, ^a)
	// &, &^, <<, >> bind like *, and | and ^ like +.
	fmt.Println(1|2&3, 1+2<<3, 6&^2+1, 1<<2+3, 7^1*3, 5&3|8, -a&b)
	var u8 uint8 = 0b1010_0101
	var i8 int8 = -91
	fmt.Println(^u8, ^i8, u8&0xF, u8|0xF, u8^0xFF, u8&^0xF, uint8(i8) == u8)
	var u64 uint64 = 0xDEAD_BEEF_CAFE_F00D
	fmt.Printf("%x %x %x\n", ^u64, u64&^0xFFFF_0000_FFFF_0000, u64^u64<<1)
	var i32 int32 = -1
	fmt.Println(i32&0x7FFFFFFF, i32&^0x7FFFFFFF, uint32(i32)&^1, int64(i32)&^1)

	f := read | exec
	fmt.Println(f, f|write, f&^read, all^f, all&^f, ^f&all)
	f &^= exec
	f |= write
	fmt.Println(f)
	f ^= all
	fmt.Println(f)
	f <<= 2
	f >>= 1
	fmt.Println(f, uint16(f))
	f %= 3
	fmt.Println(f, uint16(f))

	// Swapping by xor, and isolating and clearing the lowest bit.
	x, y := 12345, 67890
	x ^= y
	y ^= x
	x ^= y
	fmt.Println(x, y, x&-x, x&(x-1))
}
