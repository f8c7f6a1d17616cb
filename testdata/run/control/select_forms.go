// run

// select with send, receive, assignment, default, nil channels, closed channels; operands evaluated once in order.
package main

import "fmt"

var trace []string

func ch(name string, c chan int) chan int { trace = append(trace, name); return c }
func val(name string, v int) int          { trace = append(trace, name); return v }

func idx(name string, i int) int { trace = append(trace, name); return i }

func main() {
	a, b := make(chan int, 1), make(chan int, 1)
	var nilCh chan int
	select {
	case v := <-a:
		fmt.Println("not ready", v)
	default:
		fmt.Println("default")
	}
	b <- 5
	select {
	case v := <-a:
		fmt.Println("a", v)
	case v, ok := <-b:
		fmt.Println("b", v, ok)
	case <-nilCh:
	case nilCh <- 1:
	}
	select {
	case a <- 7:
		fmt.Println("sent", len(a))
	case <-b:
	}
	select {
	case a <- 8:
		fmt.Println("full, not reached")
	default:
		fmt.Println("full")
	}

	// Channel and value operands are evaluated once, in source order, before choosing; left sides after.
	arr := []int{0, 0}
	m := map[string]bool{}
	select {
	case ch("send", nilCh) <- val("value", 3):
	case arr[idx("index", 1)], m["ok"] = <-ch("recv", a):
	case arr[idx("other", 0)] = <-ch("none", b):
	}
	fmt.Println(trace, arr, m)

	close(b)
	for i := range 3 {
		select {
		case v, ok := <-b:
			fmt.Print(i, v, ok, " ")
		case v := <-nilCh:
			fmt.Print("nil?", v)
		}
	}
	fmt.Println()
	var x any
	var ok bool
	c := make(chan string, 2)
	c <- "s"
	select {
	case x, ok = <-c:
	}
	fmt.Println(x, ok)
	c <- "t"
	select {
	case _ = <-c:
		fmt.Println("discarded", len(c))
	}
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		select {
		case b <- 1:
		default:
			fmt.Println("send on closed must panic")
		}
	}()
	// Both ready: each is chosen sometimes.
	p, q := make(chan int, 1), make(chan int, 1)
	var n [2]int
	for range 1000 {
		p <- 1
		q <- 1
		select {
		case <-p:
			n[0]++
			<-q
		case <-q:
			n[1]++
			<-p
		}
	}
	fmt.Println(n[0] > 300, n[1] > 300, n[0]+n[1])
	// A loop that takes turns until both are closed sets each channel to nil.
	p <- 10
	q <- 20
	close(p)
	close(q)
	sum, rounds := 0, 0
	for p != nil || q != nil {
		select {
		case v, ok := <-p:
			if !ok {
				p = nil
			}
			sum += v
		case v, ok := <-q:
			if !ok {
				q = nil
			}
			sum += v
		}
		rounds++
	}
	fmt.Println(sum, rounds)
}
