// run

// runtime: AddCleanup and finalizers registered and stopped, Pinner, frames and stack records.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

type res struct {
	id  int
	buf [32]byte
}

//go:noinline
func callers() []uintptr {
	pcs := make([]uintptr, 10)
	return pcs[:runtime.Callers(1, pcs)]
}

func main() {
	r := &res{id: 1}
	done := make(chan int, 2)
	c := runtime.AddCleanup(r, func(id int) { done <- id }, r.id)
	c.Stop()
	c.Stop()
	runtime.SetFinalizer(r, func(r *res) { done <- -r.id })
	runtime.SetFinalizer(r, nil)
	var p runtime.Pinner
	p.Pin(r)
	p.Pin(&r.buf)
	p.Unpin()
	runtime.KeepAlive(r)
	fmt.Println(len(done))
	fs := runtime.CallersFrames(callers())
	for {
		f, more := fs.Next()
		if strings.HasPrefix(f.Function, "main.") {
			fmt.Println(f.Function, f.Line, f.Func.Name() == f.Function, f.Entry != 0, f.PC > f.Entry)
		}
		if !more {
			break
		}
	}
	fn := runtime.FuncForPC(callers()[0])
	fmt.Println(fn.Name())
	func() {
		defer func() { fmt.Println(recover()) }()
		p.Pin(5)
	}()
	fmt.Println(runtime.NumCgoCall(), runtime.GOROOT() == runtime.GOROOT())
	n, ok := runtime.GoroutineProfile(make([]runtime.StackRecord, 100))
	fmt.Println(n >= 1, ok)
}
