// run

// reflect: channel operations and Select with send, receive and default cases.
package main

import (
	"fmt"
	"reflect"
)

type pair struct {
	n int
	s string
}

func main() {
	c := reflect.MakeChan(reflect.TypeFor[chan pair](), 2)
	c.Send(reflect.ValueOf(pair{1, "a"}))
	fmt.Println(c.TrySend(reflect.ValueOf(pair{2, "b"})), c.TrySend(reflect.ValueOf(pair{3, "c"})), c.Len(), c.Cap())
	v, ok := c.Recv()
	fmt.Println(v, ok)
	v, ok = c.TryRecv()
	fmt.Println(v, ok)
	v, ok = c.TryRecv()
	fmt.Println(v.IsValid(), ok)
	c.Close()
	v, ok = c.TryRecv()
	fmt.Println(v, ok, v.IsValid())

	a, b := make(chan int, 1), make(chan string)
	var n chan int
	cases := []reflect.SelectCase{
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(a)}, {Dir: reflect.SelectRecv, Chan: reflect.ValueOf(b)},
		{Dir: reflect.SelectSend, Chan: reflect.ValueOf(n), Send: reflect.ValueOf(1)}, {Dir: reflect.SelectDefault}, {Dir: reflect.SelectRecv},
	}
	i, v, ok := reflect.Select(cases)
	fmt.Println(i, v.IsValid(), ok)
	a <- 5
	i, v, ok = reflect.Select(cases)
	fmt.Println(i, v, ok)
	close(b)
	i, v, ok = reflect.Select(cases)
	fmt.Printf("%d %q %t\n", i, v.String(), ok)
	cases = []reflect.SelectCase{{Dir: reflect.SelectSend, Chan: reflect.ValueOf(a), Send: reflect.ValueOf(9)}, {Dir: reflect.SelectRecv, Chan: reflect.ValueOf(n)}}
	i, _, ok = reflect.Select(cases)
	fmt.Println(i, ok, <-a)

	// Blocking selects over many channels.
	chans := make([]chan int, 50)
	cases = cases[:0]
	for i := range chans {
		chans[i] = make(chan int)
		cases = append(cases, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(chans[i])})
		go func() {
			for k := range 3 {
				chans[i] <- i*10 + k
			}
			close(chans[i])
		}()
	}
	sum, open := 0, len(chans)
	for open > 0 {
		i, v, ok := reflect.Select(cases)
		if !ok {
			cases[i].Chan = reflect.Value{}
			open--
			continue
		}
		if int(v.Int())/10 != i {
			fmt.Println("wrong channel", i, v)
		}
		sum += int(v.Int())
	}
	fmt.Println(sum)
	for v := range reflect.ValueOf(fill(3)).Seq() {
		fmt.Print(v, " ")
	}
	fmt.Println()
	t := reflect.TypeOf((<-chan int)(nil))
	fmt.Println(t.ChanDir(), reflect.TypeFor[chan<- int]().ChanDir(), reflect.TypeFor[chan int]().ChanDir(), t.Elem())
	for _, f := range []func(){
		func() { reflect.ValueOf((<-chan int)(a)).Send(reflect.ValueOf(1)) },
		func() { reflect.ValueOf((chan<- int)(a)).Recv() },
		func() { reflect.ValueOf((<-chan int)(a)).Close() },
		func() { reflect.ValueOf(a).Send(reflect.ValueOf("x")) },
		func() { reflect.ValueOf(b).Send(reflect.ValueOf("x")) },
		func() { reflect.MakeChan(t, 0) },
		func() { reflect.MakeChan(reflect.TypeFor[chan int](), -1) },
		func() {
			reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectDefault}, {Dir: reflect.SelectDefault}})
		},
	} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
}

func fill(n int) chan int {
	c := make(chan int, n)
	for i := range n {
		c <- i * i
	}
	close(c)
	return c
}
