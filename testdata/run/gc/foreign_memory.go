// run

// Pointers to memory that the program has mapped are kept like others, and are nobody's objects.
package main

import (
	"fmt"
	"syscall"
	"unsafe"
)

type region struct {
	bytes []byte
	last  *byte
	next  *region
}

var global *byte
var churn []*region

func main() {
	var list *region
	regions := map[*byte]*region{}
	for i := range 3 {
		b, err := syscall.Mmap(-1, 0, 4096*(i+1), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
		if err != nil {
			fmt.Println(err)
			return
		}
		b[0], b[len(b)-1] = byte(i+1), byte(i+11)
		list = &region{b, &b[len(b)-1], list}
		regions[&b[0]] = list
		global = &b[1]
		for range 50 {
			churn = append(churn, &region{bytes: b[:1]})
		}
	}
	*global = 7
	total := 0
	for p, r := range regions {
		total += int(*p) + int(*r.last) + len(r.bytes)
	}
	fmt.Println(total, len(churn), list.bytes[1], unsafe.Pointer(&list.bytes[0]) == unsafe.Pointer(&list.bytes[:1][0]))
}
