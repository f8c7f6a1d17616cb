// run

// select with time.After, timers stopped and reset, tickers: only order matters, the margins are generous.
package main

import (
	"fmt"
	"time"
)

func main() {
	start := time.Now()
	slow := make(chan int)
	select {
	case <-slow:
		fmt.Println("unexpected")
	case <-time.After(10 * time.Millisecond):
		fmt.Println("timeout")
	}
	if d := time.Since(start); d < 10*time.Millisecond {
		fmt.Println("too early", d)
	}
	go func() { slow <- 1 }()
	select {
	case v := <-slow:
		fmt.Println("in time", v)
	case <-time.After(time.Minute):
		fmt.Println("unexpected")
	}

	t := time.NewTimer(time.Hour)
	fmt.Println(t.Stop(), t.Stop())
	fmt.Println(t.Reset(time.Millisecond))
	<-t.C
	fmt.Println("fired", t.Stop(), len(t.C), cap(t.C))

	// After Stop or Reset no stale value is received.
	t.Reset(time.Microsecond)
	time.Sleep(5 * time.Millisecond)
	t.Reset(time.Hour)
	select {
	case <-t.C:
		fmt.Println("stale value")
	default:
		fmt.Println("no stale value")
	}
	t.Stop()

	ran := make(chan string, 1)
	f := time.AfterFunc(time.Millisecond, func() { ran <- "AfterFunc" })
	fmt.Println(<-ran, f.Stop())
	g := time.AfterFunc(time.Hour, func() { ran <- "never" })
	fmt.Println(g.Stop(), len(ran))

	tick := time.NewTicker(2 * time.Millisecond)
	n := 0
	var last time.Time
	for now := range tick.C {
		if now.Before(last) {
			fmt.Println("time runs backwards")
		}
		last = now
		if n++; n == 5 {
			tick.Stop()
			break
		}
	}
	fmt.Println("ticks", n)
	tick.Reset(time.Millisecond)
	<-tick.C
	tick.Stop()

	// Timers fire in order of their deadlines.
	order := make(chan int, 3)
	for _, d := range []int{30, 1, 60} {
		go func() {
			time.Sleep(time.Duration(d) * time.Millisecond)
			order <- d
		}()
	}
	fmt.Println(<-order, <-order, <-order)
	time.Sleep(0)
	time.Sleep(-time.Second)
	select {
	case <-time.After(-1):
		fmt.Println("negative duration fires at once")
	case <-time.After(time.Minute):
	}
}
