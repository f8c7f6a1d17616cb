// run

// Deep recursion grows the stack; pointers into frames stay valid, in goroutines as well.
package main

import "fmt"

func depth(n int) int {
	if n == 0 {
		return 0
	}
	return 1 + depth(n-1)
}

// linked passes the address of its local to the callee, which changes it.
func linked(n int, up *int) int {
	local := n
	if up != nil {
		*up += local
	}
	if n == 0 {
		return local
	}
	r := linked(n-1, &local)
	return r + local
}

func frame(n int) (sum byte) {
	var buf [1024]byte
	buf[n%1024] = byte(n)
	if n > 0 {
		sum = frame(n - 1)
	}
	for _, b := range buf {
		sum += b
	}
	return
}

func mutual(n int, s string, f float64, xs ...int) (string, float64) {
	if n == 0 {
		return s, f
	}
	return mutual2(n-1, f+float64(len(xs)), s)
}

func mutual2(n int, f float64, s string) (string, float64) {
	s, f = mutual(n, s, f, n, n, n)
	return s, f - 1
}

type visitor interface{ visit(n int) int }
type v1 struct{ next visitor }
type v2 struct{ next *v1 }

func (v v1) visit(n int) int {
	if n <= 0 {
		return n
	}
	return v.next.visit(n-1) + 1
}
func (v v2) visit(n int) int { return v.next.visit(n - 2) }

func ackermann(m, n int) int {
	if m == 0 {
		return n + 1
	}
	if n == 0 {
		return ackermann(m-1, 1)
	}
	return ackermann(m-1, ackermann(m, n-1))
}

func main() {
	fmt.Println(depth(1_000_000), linked(1000, nil))
	fmt.Println(frame(20000))
	fmt.Println(mutual(100000, "s", 0))
	a := &v1{}
	a.next = v2{a}
	fmt.Println(a.visit(300000), ackermann(2, 300))
	results := make(chan int)
	for i := range 4 {
		go func() { results <- depth(50000*(i+1)) + int(frame(500)) }()
	}
	sum := 0
	for range 4 {
		sum += <-results
	}
	fmt.Println(sum)
	var closure func(n int, acc []int) int
	closure = func(n int, acc []int) int {
		if n == 0 {
			return len(acc)
		}
		x := n
		defer func() { x-- }()
		return closure(n-1, append(acc[:0], n, x)) + x
	}
	fmt.Println(closure(10000, nil))
}
