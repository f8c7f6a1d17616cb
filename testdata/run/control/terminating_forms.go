// run

// Functions ending in statements that never fall through: panics, infinite loops, switches, selects, gotos, blocks.
package main

import "fmt"

func byPanic(n int) int {
	if n > 0 {
		return n
	} else if n == 0 {
		return -100
	} else {
		panic(n)
	}
}

func byLoop(n int) string {
	for {
		if n--; n < 0 {
			return "loop"
		}
	}
}

func bySwitch(n int) string {
	switch {
	case n > 1:
		return "many"
	case n == 1:
		fallthrough
	default:
		panic(fmt.Sprint("few ", n))
	}
}

func byTypeSwitch(x any) int {
	switch x := x.(type) {
	case int:
		return x
	case string:
		for {
			if len(x) > 3 {
				return len(x)
			}
			x += "."
		}
	default:
		{
			return -1
		}
	}
}

func bySelect(c chan int) int {
	select {
	case v := <-c:
		return v
	default:
		goto out
	}
out:
	return -2
}

func byGoto(n int) int {
L:
	if n > 100 {
		return n
	}
	n *= 3
	goto L
}

func byLabel(n int) int {
outer:
	for {
		for i := 0; ; i++ {
			if i == n {
				n--
				continue outer
			}
			if n < 2 {
				return i + 10*n
			}
		}
	}
}

func main() {
	defer func() { fmt.Println("recovered", recover()) }()
	c := make(chan int, 1)
	fmt.Println(byPanic(5), byPanic(0), byLoop(3), bySwitch(2), byTypeSwitch(4), byTypeSwitch("x"), byTypeSwitch(nil), bySelect(c), byGoto(2), byLabel(4))
	c <- 9
	fmt.Println(bySelect(c))
	func() {
		defer func() { fmt.Println(recover()) }()
		bySwitch(1)
	}()
	byPanic(-3)
}
