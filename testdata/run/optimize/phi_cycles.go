// run

// Loop-carried variables that swap, rotate and depend on each other's old values.
package main

import "fmt"

//go:noinline
func swap(n int) (int, int) {
	a, b := 1, 2
	for range n {
		a, b = b, a
	}
	return a, b
}

//go:noinline
func rotate(n int) [5]int {
	a, b, c, d, e := 1, 2, 3, 4, 5
	for i := range n {
		if i%3 == 2 {
			a, b, c = c, a, b
			continue
		}
		a, b, c, d, e = b, c, d, e, a
	}
	return [5]int{a, b, c, d, e}
}

//go:noinline
func fib(n int) (a, b uint64) {
	a, b = 0, 1
	for i := 0; i < n; i++ {
		a, b = b, a+b
	}
	return
}

//go:noinline
func lag(n int) (s string) {
	prev, cur, next := "x", "y", "z"
	for i := range n {
		s += prev
		prev, cur, next = cur, next, fmt.Sprint(i)
	}
	return s + prev + cur + next
}

//go:noinline
func mixed(n int) (int, float64, string, []int) {
	i, f, s, l := 0, 0.5, "", []int(nil)
	for j := range n {
		switch j % 4 {
		case 0:
			i, f = int(f*10), float64(i)+0.25
		case 1:
			s, l = s+fmt.Sprint(len(l)), append(l, len(s))
		case 2:
			i, s = len(s), s+"|"
			if i > 3 {
				break
			}
			f, l = -f, l[:0:0]
		default:
			l, i = append(l[:len(l):len(l)], i), i+len(l)
		}
	}
	return i, f, s, l
}

//go:noinline
func nestedPhis(n int) (x, y int) {
	x, y = 1, 0
	for i := range n {
		t := x
		for j := range i {
			if (i+j)&1 == 0 {
				x, y = y+1, t
			} else {
				t, x = x, t
			}
		}
		if x > 100 {
			x, y = y, x-100
		}
	}
	return
}

//go:noinline
func counters(s string) (v, c, w, l int) {
	in := false
	for _, r := range s {
		was := in
		switch r {
		case 'a', 'e', 'i', 'o', 'u':
			v, in = v+1, true
		case ' ', '\n':
			in = false
			if r == '\n' {
				l++
			}
		default:
			c, in = c+1, true
		}
		if in && !was {
			w++
		}
	}
	return
}

//go:noinline
func lcm(a, b int) int {
	x, y := a, b
	for x != y {
		if x < y {
			x, y, a, b = y, x, b, a
		}
		y += b
	}
	return x
}

func main() {
	fmt.Println(swap(0))
	fmt.Println(swap(7))
	fmt.Println(rotate(0), rotate(1), rotate(17))
	fmt.Println(fib(90))
	fmt.Println(lag(5))
	fmt.Println(mixed(3))
	fmt.Println(mixed(21))
	fmt.Println(nestedPhis(9))
	fmt.Println(counters("the quick brown fox\njumps over\n  the lazy dog\n"))
	fmt.Println(lcm(12, 18), lcm(7, 5))
}
