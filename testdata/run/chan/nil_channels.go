// run

// Nil channels block in select, make cases disappear; len, cap and comparison of channels.
package main

import "fmt"

func main() {
	var n chan int
	fmt.Println(n == nil, len(n), cap(n))
	select {
	case v := <-n:
		fmt.Println(v)
	case n <- 1:
		fmt.Println("sent")
	default:
		fmt.Println("both blocked")
	}
	a, b := make(chan int), make(chan int)
	c := a
	fmt.Println(a == b, a == c, (<-chan int)(a) == c, a != nil, chan<- int(nil) == n)

	src := make(chan int)
	go func() {
		defer close(src)
		for i := range 6 {
			src <- i
		}
	}()
	// A one-element queue alternates between receiving and sending by setting channels to nil.
	sink := make(chan int)
	done := make(chan []int)
	go func() {
		var got []int
		for v := range sink {
			got = append(got, v)
		}
		done <- got
	}()
	in, out := src, chan int(nil)
	var pending int
	for in != nil || out != nil {
		select {
		case v, ok := <-in:
			if !ok {
				in = nil
				continue
			}
			pending = v * v
			in, out = nil, sink
		case out <- pending:
			in, out = src, nil
		}
	}
	close(sink)
	fmt.Println(<-done)

	m := map[chan int]string{a: "a", b: "b", nil: "nil"}
	fmt.Println(m[c], m[b], m[n], len(m))
	for _, f := range []func(){func() { close(n) }, func() { close(a); close(a) }, func() { a <- 1 }} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
	v, ok := <-a
	fmt.Println(v, ok)
	type node struct{ next chan *node }
	x := &node{make(chan *node, 1)}
	x.next <- x
	fmt.Println((<-x.next) == x, len(x.next))
	var iface any = a
	_, isBidi := iface.(chan int)
	_, isRecv := iface.(<-chan int)
	fmt.Println(isBidi, isRecv)
}
