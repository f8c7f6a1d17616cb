// run

// unsafe: Sizeof, Offsetof, Alignof as constants; Pointer conversions, Add, Slice, String and their data.
package main

import (
	"fmt"
	"unsafe"
)

type header struct {
	kind  uint8
	flags uint16
	size  uint32
	next  *header
	name  [6]byte
}

type outer struct {
	pad byte
	header
	p *struct{ x, y int32 }
}

const (
	offSize = unsafe.Offsetof(header{}.size)
	total   = unsafe.Sizeof(header{})
)

var table [unsafe.Sizeof(outer{})]byte

func main() {
	var o outer
	fmt.Println(offSize, total, len(table), unsafe.Offsetof(o.header), unsafe.Offsetof(o.size), unsafe.Offsetof(o.header.name), unsafe.Alignof(o.flags), unsafe.Alignof(o))
	fmt.Println(unsafe.Sizeof(uintptr(0)), unsafe.Sizeof(""), unsafe.Sizeof([]int(nil)), unsafe.Sizeof(any(nil)), unsafe.Sizeof(map[int]int(nil)), unsafe.Sizeof(func() {}), unsafe.Sizeof(complex64(0)), unsafe.Sizeof([3]int16{}))

	h := &header{kind: 1, flags: 0x203, size: 0x04050607, name: [6]byte{'a', 'b', 'c'}}
	p := unsafe.Pointer(h)
	fmt.Println(*(*uint8)(p), *(*uint16)(unsafe.Add(p, 2)), *(*uint32)(unsafe.Pointer(uintptr(p) + offSize)))
	*(*byte)(unsafe.Add(p, unsafe.Offsetof(h.name)+1)) = 'X'
	fmt.Println(string(h.name[:3]), *(*[4]byte)(unsafe.Pointer(&h.size)))

	arr := [5]int{10, 20, 30, 40, 50}
	s := unsafe.Slice(&arr[1], 3)
	s[0] = 21
	last := (*int)(unsafe.Add(unsafe.Pointer(&arr), 4*unsafe.Sizeof(arr[0])))
	fmt.Println(s, len(s), cap(s), arr, *last, *(*int)(unsafe.Add(unsafe.Pointer(last), -8)))

	b := []byte("mutable")
	str := unsafe.String(&b[0], len(b))
	b[0] = 'M'
	fmt.Println(str, unsafe.String(unsafe.SliceData(b), 3), unsafe.StringData(str) == &b[0], unsafe.String(nil, 0) == "")
	fmt.Println(unsafe.Slice((*int)(nil), 0) == nil, unsafe.SliceData([]int(nil)) == nil, unsafe.SliceData(make([]int, 0, 4)) != nil)

	f := 1.5
	fmt.Printf("%x %v\n", *(*uint64)(unsafe.Pointer(&f)), *(*float32)(unsafe.Pointer(&[1]uint32{0x3fc00000})))
	type words struct{ data, length uintptr }
	text := "hello"
	w := (*words)(unsafe.Pointer(&text))
	fmt.Println(w.length, w.data != 0, *(*string)(unsafe.Pointer(&words{w.data + 1, 3})))
	ints := []int32{1, 2, 3, 4}
	wide := unsafe.Slice((*int64)(unsafe.Pointer(&ints[0])), 2)
	fmt.Println(wide[0] == 1|2<<32, wide[1] == 3|4<<32)
	var e any = 7
	type eface struct{ typ, data unsafe.Pointer }
	fmt.Println(*(*int)((*eface)(unsafe.Pointer(&e)).data), uintptr(unsafe.Pointer(nil)) == 0)
	pp := (**header)(unsafe.Pointer(&h))
	fmt.Println((*pp).kind, *pp == h, unsafe.Pointer(pp) == unsafe.Pointer(&h))
}
