// run

// sync/atomic: functions and types of every width, compare-and-swap loops, And/Or, Pointer, Value.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"unsafe"
)

type config struct{ n int }

func main() {
	var i32 int32 = 5
	var u32 uint32
	var i64 int64 = -1
	var u64 uint64 = 1
	var up uintptr = 7
	fmt.Println(atomic.AddInt32(&i32, -7), atomic.AddUint32(&u32, ^uint32(0)), atomic.AddInt64(&i64, 1<<40), atomic.AddUint64(&u64, ^uint64(1)), atomic.AddUintptr(&up, 3))
	fmt.Println(atomic.SwapInt32(&i32, 9), atomic.LoadInt32(&i32), atomic.SwapInt64(&i64, 2), atomic.SwapUint64(&u64, 3), atomic.SwapUintptr(&up, 1))
	fmt.Println(atomic.CompareAndSwapInt32(&i32, 9, 10), atomic.CompareAndSwapInt32(&i32, 9, 11), i32, atomic.CompareAndSwapUint64(&u64, 3, 4), u64)
	fmt.Println(atomic.AndInt32(&i32, 6), i32, atomic.OrUint64(&u64, 0xF0), u64, atomic.AndUint32(&u32, 0xFF), u32, atomic.OrInt64(&i64, -8), i64)
	atomic.StoreInt32(&i32, -1<<31)
	atomic.StoreUint64(&u64, 1<<63)
	fmt.Println(atomic.LoadInt32(&i32), atomic.LoadUint64(&u64))

	var b atomic.Bool
	fmt.Println(b.Load(), b.Swap(true), b.CompareAndSwap(true, false), b.Load())
	var x atomic.Int32
	var y atomic.Uint64
	x.Store(100)
	fmt.Println(x.Add(-1), x.Swap(5), x.CompareAndSwap(5, 6), x.And(3), x.Or(8), x.Load(), y.Add(1<<63), y.And(0), y.Or(5), y.Load())
	s := struct {
		a uint32
		v atomic.Int64
	}{}
	fmt.Println(unsafe.Offsetof(s.v), unsafe.Sizeof(x), unsafe.Sizeof(b))

	var p atomic.Pointer[config]
	fmt.Println(p.Load() == nil, p.Swap(&config{1}) == nil)
	old := p.Load()
	fmt.Println(p.CompareAndSwap(old, &config{2}), p.CompareAndSwap(old, &config{3}), p.Load().n, old.n)
	var raw unsafe.Pointer
	atomic.StorePointer(&raw, unsafe.Pointer(old))
	fmt.Println((*config)(atomic.LoadPointer(&raw)) == old, atomic.CompareAndSwapPointer(&raw, unsafe.Pointer(old), nil), raw == nil)

	var v atomic.Value
	fmt.Println(v.Load())
	v.Store([]int{1})
	fmt.Println(v.Load(), v.Swap([]int{2}), v.Load().([]int)[0])
	func() {
		defer func() { fmt.Println(recover()) }()
		v.Store("other type")
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		v.Store(nil)
	}()
	var cv atomic.Value
	cv.Store(1)
	fmt.Println(cv.CompareAndSwap(1, 2), cv.CompareAndSwap(1, 3), cv.Load())

	// Contended counters and a lock-free stack.
	type node struct {
		v    int
		next *node
	}
	var head atomic.Pointer[node]
	var count atomic.Uint32
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 500 {
				n := &node{v: g*500 + i}
				for {
					n.next = head.Load()
					if head.CompareAndSwap(n.next, n) {
						break
					}
				}
				count.Add(1)
			}
		})
	}
	wg.Wait()
	sum := 0
	for n := head.Load(); n != nil; n = n.next {
		sum += n.v
	}
	fmt.Println(count.Load(), sum)
}
