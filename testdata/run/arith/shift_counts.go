// run

// Signed shift counts are allowed and panic when negative; untyped constant operands take the context's type.
package main

import "fmt"

//go:noinline
func shift(x int, n int) (res string) {
	defer func() {
		if e := recover(); e != nil {
			res = fmt.Sprint("panic: ", e)
		}
	}()
	return fmt.Sprint(x<<n, " ", x>>n)
}

//go:noinline
func shift8(x uint8, n int8) (res string) {
	defer func() {
		if e := recover(); e != nil {
			res = fmt.Sprint(e.(error).Error())
		}
	}()
	x <<= n
	return fmt.Sprint(x)
}

func main() {
	fmt.Println(shift(5, 3))
	fmt.Println(shift(-5, 100))
	fmt.Println(shift(5, -1))
	fmt.Println(shift(5, -1<<63))
	fmt.Println(shift8(3, 6))
	fmt.Println(shift8(3, 127))
	fmt.Println(shift8(3, -128))

	s := uint(33)
	var i = 1 << s // int
	var j int32 = 1 << s
	var k = uint64(1 << s)
	var m int = 1.0 << s
	var n = 1.0<<s == j // 1.0 has type int32
	var o = 1<<s == 2<<s
	var w int64 = 1.0 << 33
	var a = make([]byte, 1<<s>>30)
	fmt.Println(i, j, k, m, n, o, w, len(a))

	var arr [64]int
	arr[1<<s>>31] = 7
	fmt.Println(arr[4], len(arr[1<<s>>28:]))
	var u8 uint8 = 1
	fmt.Println(u8<<s, int(u8)<<s, ^u8<<4, -1<<s)
	var r rune = 'a' << (s % 8)
	fmt.Println(r)
	fmt.Println(uint8(1)<<7>>7, int8(-128)>>7, int8(-128)>>8)
}
