// run

// sync/atomic: the remaining functions and methods of every width, with results of And, Or, Swap and failed CAS.
package main

import (
	"fmt"
	"sync/atomic"
	"unsafe"
)

func main() {
	var i32 int32 = 0x0F
	var u32 uint32 = 0xF0
	var i64 int64 = -1
	var u64 uint64 = 1
	var up uintptr = 6
	fmt.Println(atomic.AndInt64(&i64, 0xFF), i64, atomic.AndUint64(&u64, 3), u64, atomic.AndUintptr(&up, 4), up)
	fmt.Println(atomic.OrInt32(&i32, 0x70), i32, atomic.OrUint32(&u32, 1), u32, atomic.OrUintptr(&up, 1<<63), up)
	fmt.Println(atomic.CompareAndSwapInt64(&i64, 255, -2), i64, atomic.CompareAndSwapUint32(&u32, 0, 9), u32, atomic.CompareAndSwapUintptr(&up, 1<<63+4, 3), up)
	atomic.StoreInt64(&i64, -1<<63)
	atomic.StoreUint32(&u32, 1<<32-1)
	atomic.StoreUintptr(&up, 99)
	fmt.Println(atomic.LoadInt64(&i64), atomic.LoadUint32(&u32), atomic.LoadUintptr(&up), atomic.SwapUint32(&u32, 5), u32)
	a, b := 1, 2
	ptr := unsafe.Pointer(&a)
	old := atomic.SwapPointer(&ptr, unsafe.Pointer(&b))
	fmt.Println(*(*int)(old), *(*int)(ptr))

	var s struct {
		b   bool
		i64 atomic.Int64
		u32 atomic.Uint32
		c   byte
		u64 atomic.Uint64
		up  atomic.Uintptr
		p   atomic.Pointer[string]
	}
	s.i64.Store(5)
	fmt.Println(s.i64.Swap(-7), s.i64.CompareAndSwap(-7, 12), s.i64.CompareAndSwap(-7, 1), s.i64.And(6), s.i64.Or(9), s.i64.Add(-100), s.i64.Load())
	s.u32.Store(1<<32 - 1)
	fmt.Println(s.u32.Add(2), s.u32.Swap(40), s.u32.CompareAndSwap(40, 41), s.u32.And(9), s.u32.Or(2), s.u32.Load())
	s.u64.Store(1 << 40)
	fmt.Println(s.u64.Swap(7), s.u64.CompareAndSwap(8, 1), s.u64.CompareAndSwap(7, 1), s.u64.Add(^uint64(0)), s.u64.Load())
	s.up.Store(3)
	fmt.Println(s.up.Add(4), s.up.Swap(8), s.up.CompareAndSwap(8, 15), s.up.And(5), s.up.Or(16), s.up.Load())
	x, y := "x", "y"
	s.p.Store(&x)
	fmt.Println(*s.p.Swap(&y), *s.p.Load(), s.p.CompareAndSwap(&x, nil), s.p.CompareAndSwap(&y, nil), s.p.Load() == nil, s.b, s.c)
	// The results of And and Or are the old values, also when they are not used.
	s.u32.Store(0xFF)
	s.u32.And(0x0F)
	s.u32.Or(0x100)
	fmt.Printf("%#x\n", s.u32.Load())
	if v := s.u64.Add(1<<64 - 1); v > 1<<62 {
		fmt.Println("wrapped", v)
	}
}
