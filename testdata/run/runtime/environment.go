// run

// runtime: constants, versions, GOMAXPROCS, NumGoroutine, Stack, LockOSThread, KeepAlive, SetFinalizer's argument checks.
package main

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
)

type big struct{ b [64]byte }

func main() {
	fmt.Println(runtime.GOOS, runtime.GOARCH, runtime.Compiler, strings.HasPrefix(runtime.Version(), "go1.27"))
	fmt.Println(runtime.NumCPU() > 0, runtime.GOMAXPROCS(0) > 0, runtime.NumGoroutine())
	old := runtime.GOMAXPROCS(3)
	fmt.Println(runtime.GOMAXPROCS(old))
	buf := make([]byte, 1<<14)
	n := runtime.Stack(buf, false)
	fmt.Println(bytes.HasPrefix(buf[:n], []byte("goroutine 1 [running]:\nmain.main()\n\t")), bytes.Contains(buf[:n], []byte("environment.go:")))
	stop := make(chan bool)
	started := make(chan bool)
	for range 3 {
		go func() { started <- true; <-stop }()
	}
	for range 3 {
		<-started
	}
	n = runtime.Stack(buf, true)
	fmt.Println(bytes.Count(buf[:n], []byte("goroutine ")) >= 4, runtime.NumGoroutine())
	close(stop)
	done := make(chan int)
	go func() {
		runtime.LockOSThread()
		runtime.LockOSThread()
		runtime.UnlockOSThread()
		x := 0
		for i := range 100 {
			x += i
			runtime.Gosched()
		}
		runtime.UnlockOSThread()
		done <- x
	}()
	fmt.Println(<-done)
	p := new(big)
	runtime.SetFinalizer(p, func(*big) {})
	runtime.SetFinalizer(p, nil)
	runtime.KeepAlive(p)
	for _, f := range []func(){
		func() { runtime.Goexit() },
	} {
		d := make(chan any, 1)
		go func() { defer func() { d <- recover() }(); f() }()
		fmt.Println(<-d)
	}
	var e runtime.Error
	func() {
		defer func() { e, _ = recover().(runtime.Error) }()
		var m map[string]int
		m["x"]++
	}()
	fmt.Println(e)
	var te *runtime.TypeAssertionError
	func() {
		defer func() { te, _ = recover().(*runtime.TypeAssertionError) }()
		_ = any(1).(string)
	}()
	fmt.Println(te.Error(), te != nil)
	func() {
		defer func() { r, ok := recover().(*runtime.PanicNilError); fmt.Println(r, ok) }()
		panic(nil)
	}()
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	before := ms.Mallocs
	sink = make([]*big, 0)
	for range 1000 {
		sink = append(sink, new(big))
	}
	runtime.ReadMemStats(&ms)
	fmt.Println(ms.Mallocs-before >= 1000, ms.HeapAlloc > 0, ms.Sys > 0, len(sink))
}

var sink []*big
