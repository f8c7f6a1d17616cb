// run

// unsafe.Slice and unsafe.String panic on bad lengths and on nil with a length.
package main

import (
	"fmt"
	"unsafe"
)

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	n, big, neg := 3, uint64(1)<<63, -1
	x := [4]int{1, 2, 3, 4}
	b := [4]byte{'a', 'b', 'c', 'd'}
	var np *int
	var nb *byte
	try(func() { fmt.Println(unsafe.Slice(&x[0], n)) })
	try(func() { fmt.Println(unsafe.Slice(&x[0], neg)) })
	try(func() { fmt.Println(unsafe.Slice(&x[0], big)) })
	try(func() { fmt.Println(unsafe.Slice(&x[0], 1<<61)) })
	try(func() { fmt.Println(unsafe.Slice(np, n)) })
	try(func() { fmt.Println(unsafe.Slice(np, n-3) == nil) })
	try(func() { fmt.Println(unsafe.String(&b[0], n)) })
	try(func() { fmt.Println(unsafe.String(&b[0], neg)) })
	try(func() { fmt.Println(unsafe.String(&b[0], big)) })
	try(func() { fmt.Println(unsafe.String(nb, n)) })
	try(func() { fmt.Println(unsafe.String(nb, int8(n-3)) == "") })
	try(func() { fmt.Println(len(unsafe.Slice(&struct{}{}, 1<<50))) })
}
