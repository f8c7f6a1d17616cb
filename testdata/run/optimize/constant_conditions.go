// run

// Constant folding at the borders: branches decided at compile time, wrapped constants, comparisons that always hold.
package main

import (
	"fmt"
	"math"
)

const debug = false

//go:noinline
func narrow(x uint8, y int8) []bool {
	return []bool{x >= 0, x <= 255, x < 255, int(x) < 256, y < 127, y >= -128, int16(y) == 200, x+1 > x, y+1 > y, x-1 < x, -y == y, uint16(x) > 300}
}

//go:noinline
func unsignedCompare(x uint, y int) []bool {
	return []bool{x-1 >= x, x >= 0, uint(y) < x, y < int(x), uint64(y) == math.MaxUint64, int64(x) < 0, x*2/2 == x, y*2/2 == y, x<<1>>1 == x, y<<1>>1 == y}
}

//go:noinline
func floatCompare(x float64) []bool {
	return []bool{x == x, x != x, x-x == 0, x*0 == 0, x+0 == x, x/x == 1, !(x < 0) == (x >= 0), x < 1 || x >= 1, -(-x) == x, x*1 == x, 0-x == -x}
}

//go:noinline
func identities(x, y int) []int {
	return []int{x - x, x ^ x, x &^ x, x | 0, x & -1, x * 0, x * 1, x / 1, x % 1, 0 - x, -(-x), ^^x, x + y - y, x&y | x&^y, (x ^ y) ^ y, x << 0, x >> 0, x * 2, x * 3, x * 7, x * 8, x * -1, x * 15, x * 100}
}

//go:noinline
func folded() []any {
	a, b := 10, 3
	var u8 uint8 = 250
	u8 += 10
	var i8 int8 = 100
	i8 *= 2
	s := "con" + "stant"
	f := 0.1
	f += 0.2
	var f32 float32 = 0.1
	f32 += 0.2
	r := -7
	k := uint(70)
	arr := [3]int{1, 2, 3}
	arr[1] = arr[0] + arr[2]
	return []any{a / b, a % b, -a / b, -a % b, u8, i8, len(s), s[3], s[2:5], f, f32, r >> 1, r / 2, 1 << (k - 8) >> 60, arr[1], arr == [3]int{1, 4, 3}, a > b && b > 0, min(a, b)}
}

func unreachable(n int) (s string) {
	if debug {
		s += "debug"
	}
	if !debug || n/0x0fffffff > 1<<30 {
		s += "release"
	}
	for false {
		s += "never"
	}
	switch {
	case debug:
		s += "d"
	case n == n:
		s += "self"
	}
	if false && n/(n-n) == 1 {
		s += "not evaluated"
	}
	if true || n/(n-n) == 1 {
		s += "!"
	}
	goto end
end:
	return
}

func main() {
	fmt.Println(narrow(255, 127), narrow(0, -128), narrow(7, -1))
	fmt.Println(unsignedCompare(0, -1), unsignedCompare(1<<63, 1<<62), unsignedCompare(5, -1<<63))
	fmt.Println(floatCompare(1.5), floatCompare(math.NaN()), floatCompare(math.Inf(-1)), floatCompare(math.Copysign(0, -1)))
	fmt.Println(identities(12345, 678), identities(-1<<63, 1), identities(-1, -1))
	fmt.Println(folded()...)
	fmt.Println(unreachable(3))
	var z float64
	fmt.Println(1/(z*-1), 1/(0-z), 1/(-z), 1/(z+0), 1/(z-0), math.Copysign(1, -z*1))
}
