// run

// Operators on type parameters: wrapping per width, shifts, conversion between parameters, constants, len and range.
package main

import "fmt"

type Int interface {
	~int |
		~int8 | ~uint8 | ~int16 | ~uint16 | ~int32 | ~uint32 | ~int64 | ~uint64
}
type Real interface{ Int | ~float32 | ~float64 }
type Complex interface{ ~complex64 | ~complex128 }

func ops[T Int](a, b T) []T {
	c := a
	c += b
	c <<= 3
	c ^= a
	c++
	return []T{a + b, a - b, a * b, a / b, a % b, a & b, a | b, a ^ b, a &^ b, -a, ^a, a << 5, a >> 2, c}
}

func conv[To, From Real](f From) To { return To(f) }

func mean[T Real](xs ...T) float64 {
	var s T
	for _, x := range xs {
		s += x
	}
	return float64(s) / float64(len(xs))
}

func poly[T Real](x T) T { return x*x*3 + x*2 + 1 }

func horner[C Complex](x C) C { return x*x + 2*x + 1 }

func pow[T Int, N uint | int](x T, n N) T {
	r := T(1)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			r *= x
		}
		x *= x
	}
	return r
}

func bits[T Int](x T) (n int) {
	for ; x != 0; x &= x - 1 {
		n++
	}
	return
}

func rangeSum[T Int](n T) (s T) {
	for i := T(0); i < n; i++ {
		s += i
	}
	return
}

func toString[T ~[]byte | ~[]rune | ~string](x T) string { return string(x) }

func toBytes[T ~[]byte | ~string](x T) []byte { return []byte(x) }

func fromInt[T ~int | ~int64](x T) string { return string(rune(x)) }

func lenOf[T ~string | ~[]int | ~map[int]int | ~[4]int | ~chan int](x T) int { return len(x) }

func at[T ~[]int | ~[4]int | ~*[4]int](x T, i int) int { return x[i] }

func minmax[T Real](a, b T) (T, T) { return min(a, b), max(a, b, 1) }

func cmp[T Real](a, b T) string { return fmt.Sprint(a < b, a <= b, a == b, a > b) }

type myByte uint8

func main() {
	fmt.Println(ops[int8](-100, 33))
	fmt.Println(ops[uint8](200, 33))
	fmt.Println(ops[myByte](255, 2))
	fmt.Println(ops[int16](-30000, 7))
	fmt.Println(ops[uint32](4e9, 3))
	fmt.Println(ops[int64](-1<<63, -1))
	fmt.Println(ops[uint64](1<<64-1, 10))
	fmt.Println(conv[int8](300.7-256), conv[uint16, int32](-1), conv[float32](16777217), conv[int64](float32(1e10)), conv[myByte](int64(511)), conv[float64](int8(-1)))
	fmt.Println(mean[uint8](200, 100), mean(1.5, 2.5), mean[int16](30000, 30000))
	fmt.Println(poly[int8](10), poly(10), poly[float32](0.1), poly(0.1), horner(1+1i), horner[complex64](2i))
	fmt.Println(pow[uint8](3, 7), pow[int32](-3, uint(19)), pow(2, 62), bits[int8](-1), bits[uint64](0xF0F0), rangeSum[uint8](100), rangeSum[int16](300))
	fmt.Println(toString([]byte("b")), toString([]rune("ré")), toString("s"), toBytes("x"), fromInt(0x4e16), fromInt(int64(65)))
	fmt.Println(lenOf("four"), lenOf([]int{1}), lenOf(map[int]int{1: 1}), lenOf([4]int{}), lenOf(make(chan int, 5)), at([]int{5, 6}, 1), at([4]int{2: 9}, 2), at(&[4]int{3: 8}, 3))
	fmt.Println(minmax(-0.5, 0.5))
	fmt.Println(minmax[int8](-5, -7))
	fmt.Println(cmp(1, 2), cmp[float32](0.1, 0.1), cmp[uint8](255, 0))
}
