// run

// Closures capturing variables of many types at once, from several nested functions, and modifying them.
package main

import "fmt"

type vec struct{ x, y, z float64 }

func build() (func() string, func()) {
	var (
		b   bool
		i8  int8    = -1
		u16 uint16  = 65535
		f32 float32 = 0.5
		f64         = 0.25
		c           = 1 + 2i
		s           = "s"
		sl          = []int{1}
		m           = map[string]int{}
		v           = vec{1, 2, 3}
		a           = [3]string{"p", "q", "r"}
		e   error
		p   = &v
		fn  = func(n int) int { return n + len(sl) }
	)
	show := func() string {
		return fmt.Sprint(b, i8, u16, f32, f64, c, s, sl, m, v, a, e, p.x, fn(1))
	}
	step := func() {
		b = !b
		i8--
		u16++
		f32 *= 2
		f64 += float64(f32)
		c *= c
		s += string(rune('a' + len(sl)))
		sl = append(sl, len(sl))
		m[s]++
		v.y -= v.x
		a[len(sl)%3] = s
		e = fmt.Errorf("e%d", len(sl))
		p = &vec{x: v.y}
		old := fn
		fn = func(n int) int { return old(n) * 2 }
	}
	return show, step
}

func three(a, b, c int) func() func() func() int {
	x := a
	return func() func() func() int {
		y := x + b
		return func() func() int {
			z := y + c
			x++
			return func() int {
				a, b, c = b, c, a
				y++
				z--
				return x*1000000 + y*10000 + z*100 + a
			}
		}
	}
}

func main() {
	show, step := build()
	for range 3 {
		fmt.Println(show())
		step()
	}
	fmt.Println(show())
	f := three(1, 2, 3)
	g := f()
	h, k := g(), g()
	fmt.Println(h(), k(), h(), k(), f()()())
}
