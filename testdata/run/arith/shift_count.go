// run

// Shift counts that are constants only for the compiler, untyped ones, and too large ones.
package main

func pick[T any](c bool, x, y T) T {
	if c {
		return x
	}
	return y
}

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			println(r.(error).Error())
		}
	}()
	f()
}

func main() {
	zero, width := uint(0), uint32(970420224)
	x, y := int64(5), uint(7)

	// Negative, though it is known only after inlining.
	try(func() { println(pick(true, x, x<<struct{ a, b int64 }{1, -8}.b)) })
	try(func() { println(pick(true, x, x>>min(-8, -9*x))) })

	// Counts that are left untyped are unsigned.
	println(x << (0xfffffffffffffffe >> (zero & 31)))
	y <<= (0 << width) - (0xb11 << 1)
	println(y)
	y = 9
	y >>= 9223372036854775808
	println(y)
	println(-x >> 9223372036854775808)

	// A constant of another kind.
	println(x<<2.0, x<<'\x03')
}
