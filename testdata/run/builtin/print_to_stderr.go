// run

// print and println write every kind of value to standard error in the runtime's own format.
package main

type named int
type str string

func main() {
	println()
	println("string", 'r', 5, -7, true, false)
	print("no", "spaces", 1, 2, "\n")
	println(int8(-128), uint8(255), int64(-1<<63), uint64(1<<64-1), uintptr(7), named(3), str("named"))
	println(0.0, 1.0, -1.5, 123456789.0, 1e100, 1e-100, 0.1, 3.0e-5, float32(0.1), float32(16777216))
	zero := 0.0
	println(1/zero, -1/zero, zero/zero, -zero, 1/(-1/zero))
	println(1+2i, complex64(-0.5i), complex(1/zero, zero/zero))
	var p *int
	var m map[string]int
	var c chan int
	var f func()
	var e error
	var a any
	var s []int
	println(p, m, c, f, e, a, s)
	println(len("abc"), cap(make([]int, 0, 5)), "é世\xff\x00end")
	x := 1<<62 - 1
	println(x, x*4, uint32(x), "a"+"b", x > 5, !(x > 5))
	print()
	print("last line without newline")
	println()
	println(1e6, 1e20, 1e21, 12345678.9, 9.9999999e9, 5e-324, 1.7976931348623157e308)
	defer println("deferred println", x)
	defer print("deferred print ", 2.5, " ", 'x', "\n")
}
