// run

// A deadlock lists every goroutine with what it waits for, in the order they were made.
package main

import "sync"

type gate struct {
	mu   sync.Mutex
	rw   sync.RWMutex
	cond *sync.Cond
	c    chan int
	once sync.Once
}

//go:noinline
func (g *gate) send() { g.c <- 1 }

//go:noinline
func (g *gate) waitCond() {
	g.mu.Lock()
	g.cond.Wait()
}

//go:noinline
func (g *gate) readLock() { g.rw.RLock() }

//go:noinline
func (g *gate) writeLock() { g.rw.Lock() }

func main() {
	g := &gate{c: make(chan int)}
	g.cond = sync.NewCond(&g.mu)
	g.rw.Lock()
	go g.waitCond()
	go g.readLock()
	go func() {
		select {}
	}()
	go func() {
		var c chan bool
		<-c
	}()
	go func() {
		for range make(chan int) {
		}
	}()
	select {
	case <-make(chan string):
	case <-make(chan int):
	}
}
