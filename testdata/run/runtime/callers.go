// runtime.Caller, Callers, CallersFrames and FuncForPC: names and lines through methods, closures, generics and inlining.
package main

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

type T struct{}

func (T) value() string    { return where() }
func (*T) pointer() string { return where() }

type G[A any] struct{}

func (G[A]) method() string { return where() }

func generic[A, B any]() string { return where() }

func where() string {
	pc, file, line, ok := runtime.Caller(1)
	return fmt.Sprint(runtime.FuncForPC(pc).Name(), " ", path.Base(file), ":", line, " ", ok)
}

func stack(skip int) (out []string) {
	pcs := make([]uintptr, 20)
	n := runtime.Callers(skip, pcs)
	frames := runtime.CallersFrames(pcs[:n])
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "main.") {
			out = append(out, fmt.Sprint(strings.TrimPrefix(f.Function, "main."), ":", f.Line))
		}
		if !more {
			return
		}
	}
}

func a() []string { return b() }
func b() []string { return func() []string { return stack(1) }() }

type iface interface{ value() string }

var pkgVar = where()

func init() { fmt.Println(where()) }

type embeds struct{ *T }

func main() {
	fmt.Println(pkgVar)
	fmt.Println(where(), T{}.value(), new(T).pointer())
	fmt.Println(func() string { return where() }())
	func() {
		func() {
			fmt.Println(where())
			defer func() { fmt.Println(where()) }()
		}()
	}()
	fmt.Println(generic[int, string](), G[bool]{}.method())
	fmt.Println(a())
	var i iface = embeds{}
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		fmt.Println(i.value())
	}()
	i = embeds{&T{}}
	fmt.Println(i.value())
	f := (*T).pointer
	g := T{}.value
	fmt.Println(f(nil), g())
	done := make(chan []string)
	go func() { done <- stack(1) }()
	fmt.Println(<-done)
	_, _, _, ok := runtime.Caller(100)
	fmt.Println(ok, runtime.Callers(100, make([]uintptr, 5)), runtime.FuncForPC(0) == nil)
	for i := range 2 {
		defer func() {
			_, _, line, _ := runtime.Caller(0)
			fmt.Println("deferred", i, line)
		}()
	}
	pc, file, line, _ := runtime.Caller(0)
	fn := runtime.FuncForPC(pc)
	f2, l2 := fn.FileLine(pc)
	fmt.Println(fn.Name(), f2 == file, line == l2, fn.Entry() <= pc)
	multi := fmt.Sprint(
		where(),
		" ",
		func() string {
			return where()
		}(),
	)
	fmt.Println(multi)
	for range func(yield func() bool) { fmt.Println(where()); yield() } {
		fmt.Println(where())
		func() { fmt.Println(where()) }()
	}
	recovered()
}

func recovered() {
	defer func() {
		fmt.Println(recover(), stack(2))
	}()
	level1()
}

func level1() { level2(nil) }

func level2(p *int) { *p = 1 }
