// run

// Quotients truncate toward zero, remainders take the dividend's sign, and x == x/y*y + x%y.
package main

import "fmt"

//go:noinline
func div(a, b int) (int, int) { return a / b, a % b }

//go:noinline
func div8(a, b int8) (int8, int8) { return a / b, a % b }

//go:noinline
func div16(a, b int16) (int16, int16) { return a / b, a % b }

//go:noinline
func div32(a, b int32) (int32, int32) { return a / b, a % b }

func main() {
	for _, a := range []int{7, -7, 8, -8, 0, 1, -1, 1<<63 - 1, -1 << 63} {
		for _, b := range []int{3, -3, 1, -1, 8, -8, 1<<63 - 1, -1 << 63} {
			q, r := div(a, b)
			ok := q*b+r == a
			fmt.Print(a, "/", b, "=", q, " rem ", r, " ", ok, "\n")
		}
	}
	n := 0
	for a := -128; a < 128; a++ {
		for b := -128; b < 128; b++ {
			if b == 0 {
				continue
			}
			q, r := div8(int8(a), int8(b))
			if int8(a/b) != q || int8(a%b) != r {
				fmt.Println("int8", a, b, q, r)
			}
			q16, r16 := div16(int16(a*256), int16(b))
			if int16(a*256/b) != q16 || int16(a*256%b) != r16 {
				fmt.Println("int16", a, b, q16, r16)
			}
			n++
		}
	}
	fmt.Println(n, "pairs checked")
	fmt.Println(div32(-1<<31, 3))
	fmt.Println(div32(-1<<31, -1))
	fmt.Println(div16(-1<<15, -1))
	fmt.Println(div8(-1<<7, -1))
	fmt.Println(div(-1<<63, -1))
}
