// run

// Objects reachable only through interfaces, closures, channels, maps or deferred calls are not lost.
package main

import (
	"fmt"
	"runtime"
)

type res struct {
	id   int
	data []int
}

func fresh(id int) *res { return &res{id, []int{id, id * 2}} }

func (r *res) ok() bool { return r.data[0] == r.id && r.data[1] == r.id*2 }

func churn() {
	for i := range 200 {
		_ = make([]byte, 1000+i)
	}
	runtime.GC()
}

func viaDefer() (ok bool) {
	defer func(r *res) { ok = r.ok() }(fresh(1))
	churn()
	return
}

func viaClosure() func() bool {
	r := fresh(2)
	return func() bool { return r.ok() }
}

func main() {
	f := viaClosure()
	ch := make(chan *res, 3)
	ch <- fresh(3)
	m := map[*res]any{fresh(4): fresh(5)}
	var i any = [2]any{fresh(6), struct{ r *res }{fresh(7)}}
	method := fresh(8).ok
	blocked := make(chan bool)
	go func() {
		r := fresh(9)
		<-blocked
		blocked <- r.ok()
	}()
	pp := &fresh(10).data[1] // an interior pointer keeps the array
	s := fresh(11).data[1:]
	str := string(append([]byte("heap "), "string"...))[5:]
	runtime.Gosched()
	churn()
	churn()
	fmt.Println(viaDefer(), f(), (<-ch).ok())
	for k, v := range m {
		fmt.Println(k.ok(), v.(*res).ok())
	}
	a := i.([2]any)
	fmt.Println(a[0].(*res).ok(), a[1].(struct{ r *res }).r.ok(), method())
	blocked <- true
	fmt.Println(<-blocked, *pp, s, str)
}
