// run

// Every run-time error is a runtime.Error, can be recovered, and leaves the program usable.
package main

import (
	"fmt"
	"runtime"
)

type T struct {
	a    [2000]int
	next *T
	f    func()
	i    interface{ M() }
	m    map[string]int
	b    byte
	pad  [5000]byte
	far  int
}

func try(f func()) {
	defer func() {
		e := recover()
		_, rt := e.(runtime.Error)
		fmt.Printf("%v [%T %t]\n", e, e, rt)
	}()
	f()
}

var (
	np   *T
	zero int
	arr  [4]int
	sl       = []int{1, 2}
	any1 any = 1
	ch   chan int
)

func main() {
	try(func() { fmt.Println(np.b) })
	try(func() { np.far = 1 })
	try(func() { fmt.Println(np.a[zero]) })
	try(func() { np.next.next = nil })
	try(func() { x := *np; _ = x.b })
	try(func() { p := &np.far; fmt.Println(p) })
	try(func() { np.f() })
	try(func() { (&T{}).f() })
	try(func() { (&T{}).i.M() })
	try(func() { (&T{}).m["x"]++ })
	try(func() { _ = 1 / zero })
	try(func() { arr[zero+4] = 1 })
	try(func() { _ = sl[zero-1] })
	try(func() { _ = sl[3 : zero+2] })
	try(func() { _ = "abc"[zero+3] })
	try(func() { _ = any1.(string) })
	try(func() { _ = any1.(error) })
	try(func() { _ = make([]int, zero-1) })
	try(func() { close(ch) })
	try(func() { c := make(chan int); close(c); close(c) })
	try(func() { c := make(chan int, 1); close(c); c <- 1 })
	try(func() { _ = map[any]int{[1]any{func() {}}: 1} })
	try(func() { _ = any(sl) == any(sl) })
	try(func() { _ = 1 << (zero - 1) })
	try(func() { _ = [3]int(sl) })
	try(func() { var fn func(int) int; fn(1) })
	try(func() { var e error; _ = e.Error() })
	try(func() { panic(fmt.Sprintf("%d", 5)) })
	try(func() { panic(nil) })
	try(func() { var e error; panic(e) })
	try(func() {
		var p *[4]int
		for i := range p {
			p[i] = 1
		}
	})
	try(func() {
		var p *[4]int
		for _, v := range p {
			_ = v
		}
	})
	try(func() { var p *int; *p++ })
	try(func() { var s *string; fmt.Println(len(*s)) })
	try(func() { var s *[]int; *s = append(*s, 1) })
	try(func() { var pp **int; **pp = 1 })
	fmt.Println("still running", len(sl), arr)
}
