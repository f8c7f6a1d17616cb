// run

// Thousands of defers in one function, defers in deep recursion, and defers of every call form.
package main

import "fmt"

var log []string

func many(n int) (sum int) {
	for i := range n {
		defer func() {
			if sum%2 == 0 {
				sum += i
			} else {
				sum -= 1
			}
		}()
	}
	return 0
}

func deep(n int) (r int) {
	defer func() { r += n % 3 }()
	if n == 0 {
		return 0
	}
	return deep(n - 1)
}

func alternating(n int) (out []int) {
	for i := 0; i < n; i++ {
		if i%2 == 0 {
			defer func(v int) { out = append(out, v) }(i)
			continue
		}
		switch {
		case i%3 == 0:
			defer add(&out, i*100)
		default:
			defer add(&out, -i)
		}
	}
	return nil
}

func add(p *[]int, v int) { *p = append(*p, v) }

type res struct{ name string }

func (r *res) Close() error { log = append(log, "close "+r.name); return nil }

type closer interface{ Close() error }

func open(names ...string) (last string) {
	for _, n := range names {
		r := &res{n}
		var c closer = r
		switch len(log) % 2 {
		case 0:
			defer r.Close()
		case 1:
			defer c.Close()
		}
		defer func() { last = r.name }()
	}
	return "none"
}

func args(a int8, b string, c float32, d []int, e [5]int, f any, g func() int, h complex128) {
	log = append(log, fmt.Sprint(a, b, c, d, e, f, g(), h))
}

func main() {
	fmt.Println(many(10000), deep(20000))
	fmt.Println(alternating(12))
	fmt.Println(open("a", "b", "c"), log)
	log = nil
	func() {
		x := 1
		d := []int{1}
		e := [5]int{1, 2, 3, 4, 5}
		for i := range 3 {
			defer args(int8(i-1), fmt.Sprint("s", i), float32(i)/2, d, e, i, func() int { x++; return x }, complex(float64(i), 1))
			e[i] = 100
			d[0]++
		}
	}()
	for _, l := range log {
		fmt.Println(l)
	}
	// A defer in a function literal belongs to the literal.
	for i := range 3 {
		func() {
			defer fmt.Print("after", i, " ")
			fmt.Print("before", i, " ")
		}()
	}
	fmt.Println()
}
