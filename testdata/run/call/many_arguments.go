// run

// Calls with more arguments and results than registers, of mixed kinds, directly, by value, deferred, and as goroutines.
package main

import "fmt"

type mix struct {
	a int8
	f float32
	s string
}

func ints(a, b, c, d, e, f, g, h, i, j, k, l int) (int, int, int, int, int, int, int, int, int, int, int, int) {
	return l, k, j, i, h, g, f, e, d, c, b, a
}

func floats(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q float64) (x, y, z float64) {
	return a + 10*b + 100*c, h*i - j, k/l + m - n + o*p - q
}

func mixed(a int8, b float32, c string, d uint16, e []int, f bool, g complex64, h any, i mix, j float64, k func() int, l map[string]int, m [3]byte, n error, o rune, p *int, q chan int, r struct{}, s int64) (float32, string, []int, error, mix, bool, complex64, any, [3]byte) {
	*p += k() + l["k"]
	return b + float32(j), c + string(o) + h.(string), append(e, int(a), int(d), int(s), cap(q)), n, mix{i.a + 1, i.f * 2, i.s + c}, !f, g * g, d, [3]byte{m[2], m[1], m[0]}
}

func small(a, b, c, d, e, f, g, h, i, j int8) (r [10]int8) {
	return [10]int8{j, i, h, g, f, e, d, c, b, a}
}

func structs(a mix, b [4]mix, c struct{ x, y float64 }, d struct {
	p *int
	q [2]string
}) (mix, struct{ x, y float64 }, [4]mix) {
	b[0] = a
	c.x, c.y = c.y, c.x+float64(len(d.q[1]))
	return b[3], c, b
}

type T struct{ base int }

func (t T) method(a, b, c, d, e, f, g, h, i, j float64, s ...string) (string, float64) {
	return fmt.Sprint(t.base, s), a + b + c + d + e + f + g + h + i + j
}

func forward(fs ...any) { fmt.Println(fs...) }

func main() {
	fmt.Println(ints(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))
	fmt.Println(ints(ints(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)))
	fmt.Println(floats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17))
	x := 5
	a, b, c, d, e, f, g, h, i := mixed(-1, 0.5, "c", 65535, []int{9}, true, 1+1i, "any", mix{127, 1.5, "m"}, 2.25, func() int { return x * 2 }, map[string]int{"k": 100}, [3]byte{1, 2, 3}, fmt.Errorf("err"), 'é', &x, make(chan int, 3), struct{}{}, -1<<63)
	fmt.Println(a, b, c, d, e, f, g, h, i, x)
	fmt.Println(small(1, 2, 3, 4, 5, 6, 7, 8, 9, -128))
	fmt.Println(structs(mix{1, 2, "a"}, [4]mix{3: {s: "last"}}, struct{ x, y float64 }{1, 2}, struct {
		p *int
		q [2]string
	}{nil, [2]string{"", "four"}}))
	m := T{7}.method
	fmt.Println(m(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, "v", "w"))
	fmt.Println(T.method(T{8}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10.5))
	fv := floats
	fmt.Println(fv(17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1))
	done := make(chan bool)
	go func(a, b, c, d, e, f, g, h, i, j int, k, l float64, s string) {
		fmt.Println(a, b, c, d, e, f, g, h, i, j, k, l, s)
		done <- true
	}(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11.5, 12.5, "go")
	<-done
	var iface interface {
		method(a, b, c, d, e, f, g, h, i, j float64, s ...string) (string, float64)
	} = &T{9}
	fmt.Println(iface.method(0, 0, 0, 0, 0, 0, 0, 0, 0, 1))
	defer forward(1, "two", 3.0, nil, 'x', uint8(6), []int{7}, 8i, mix{}, true, x, struct{}{}, "end")
	x = 0
	func(args ...[5]int) { fmt.Println(args, len(args)) }([5]int{1}, [5]int{4: 5})
}
