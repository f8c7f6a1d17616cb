// run

// Integer division by a zero variable panics with a runtime.Error; float and complex division do not.
package main

import (
	"fmt"
	"runtime"
)

func try(name string, f func()) {
	defer func() {
		e := recover()
		re, ok := e.(runtime.Error)
		if !ok {
			fmt.Println(name, "no runtime error:", e)
			return
		}
		fmt.Println(name, re)
	}()
	f()
	fmt.Println(name, "returned")
}

var (
	zero  int
	zero8 int8
	zeroU uint32
	zeroF float64
	sink  any
)

func main() {
	try("int /", func() { sink = 1 / zero })
	try("int %", func() { sink = 1 % zero })
	try("int8 /", func() { sink = int8(1) / zero8 })
	try("int8 %", func() { sink = int8(-128) % zero8 })
	try("uint32 /", func() { sink = uint32(1) / zeroU })
	try("uint32 %", func() { sink = uint32(1) % zeroU })
	try("int64 /", func() { sink = int64(1) / int64(zero) })
	try("uint64 %", func() { sink = uint64(1) % uint64(zeroU) })
	try("0/0", func() { sink = zero / zero })
	try("/=", func() { x := 5; x /= zero; sink = x })
	try("%=", func() { x := uint16(5); x %= uint16(zeroU); sink = x })
	// The result is not used, and still the division panics.
	try("unused", func() { _ = 1 / zero })
	try("discarded", func() { x := 10; y := x % zero; _ = y })
	// Nothing is assigned when the right side panics.
	v := 42
	try("assign", func() { v = 1 / zero })
	fmt.Println("v still", v)
	try("float", func() { fmt.Println(1/zeroF, -1/zeroF, 0/zeroF) })
	try("complex", func() { fmt.Println(complex(1, 1)/complex(zeroF, 0), complex(zeroF, 0)/complex(zeroF, 0)) })
}
