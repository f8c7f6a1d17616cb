// run

// make with bad sizes panics with gc's texts; sizes of any integer type and constant float sizes work.
package main

import "fmt"

func try(f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(e)
		}
	}()
	f()
}

var sink any

func main() {
	neg, huge, small := -1, 1<<62, 2
	try(func() { sink = make([]int, neg) })
	try(func() { sink = make([]int, huge) })
	try(func() { sink = make([]int, 1, neg) })
	try(func() { sink = make([]int, 5, small) })
	try(func() { sink = make([]int, 1, huge) })
	try(func() { sink = make([]byte, 1<<50+small) })
	try(func() { sink = make([]struct{}, neg) })
	try(func() { sink = make([][1 << 20]int, huge>>3) })
	try(func() { var i int8 = -128; sink = make([]int, i) })
	try(func() { var u uint64 = 1 << 63; sink = make([]int, u) })
	try(func() { sink = make(chan int, neg) })
	try(func() { sink = make(chan int, huge) })
	try(func() { sink = make(chan struct{}, neg) })
	try(func() {
		sink = make(map[int]int, neg)
		fmt.Println("negative map hint is fine", len(sink.(map[int]int)))
	})

	var u8 uint8 = 200
	var i64 int64 = 3
	fmt.Println(len(make([]int, u8)), cap(make([]int, i64, u8)), len(make([]int, 1e3)), len(make([]string, 'a')))
	fmt.Println(len(make([]int, small)), cap(make(chan int, i64)), len(make([]int, 2.0, 4)), make([]bool, 2))
	n := 10000
	s := make([]int, n)
	for i := range s {
		if s[i] != 0 {
			fmt.Println("not zeroed")
		}
		s[i] = 1
	}
	t := make([]int, small, n)
	fmt.Println(t, t[:4], len(t[small:n]))
	type big struct{ a [100]int }
	b := make([]big, small)
	b[1].a[99] = 4
	fmt.Println(len(b), b[0].a[99], b[1].a[99])
	p := make([]*int, small)
	fmt.Println(p[0] == nil, len(make([]func(), 3)))
}
