// run

// Unbuffered channels hand values over in order and synchronise sender and receiver.
package main

import "fmt"

func main() {
	c := make(chan int)
	done := make(chan string)
	shared := 0
	go func() {
		for i := range 5 {
			shared = i * 10
			c <- i
		}
		close(c)
	}()
	for v := range c {
		if shared < v*10 {
			fmt.Println("write before send not visible")
		}
		fmt.Print(v, " ")
	}
	v, ok := <-c
	fmt.Println(v, ok)

	// Ping-pong between two goroutines.
	ping, pong := make(chan int), make(chan int)
	go func() {
		for n := range ping {
			pong <- n + 1
		}
		close(pong)
	}()
	n := 0
	for range 1000 {
		ping <- n
		n = <-pong
	}
	close(ping)
	_, ok = <-pong
	fmt.Println(n, ok)

	// A chain of goroutines, each adding one.
	first := make(chan int)
	left := first
	for range 2000 {
		right := make(chan int)
		go func(l, r chan int) { l <- 1 + <-r }(left, right)
		left = right
	}
	left <- 0
	fmt.Println(<-first)

	// Values larger than a word, and of pointer-holding types.
	type msg struct {
		id   int
		text string
		data [20]int
		back chan<- string
	}
	mc := make(chan msg)
	go func() {
		m := <-mc
		m.back <- fmt.Sprint(m.id, m.text, m.data[19])
	}()
	m := msg{1, "text", [20]int{19: 7}, done}
	mc <- m
	fmt.Println(<-done)
	go func() { done <- "a"; done <- "b" }()
	a, b := <-done, <-done
	fmt.Println(a + b)
	var send chan<- string = done
	var recv <-chan string = done
	go func() { send <- "directional" }()
	fmt.Println(<-recv, cap(send), len(recv))
	cc := make(chan chan int, 1)
	go func() { (<-cc) <- 42 }()
	reply := make(chan int)
	cc <- reply
	fmt.Println(<-reply)
}
