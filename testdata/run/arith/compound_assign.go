// run

// Compound assignment evaluates its left operand once, and stores in the operand's own width.
package main

import "fmt"

var calls int

func index(i int) int { calls++; return i }

func ptr(p *int) *int { calls++; return p }

type counter struct {
	n    uint8
	m    map[string]int
	grid [2][3]int16
}

func (c *counter) self() *counter { calls++; return c }

func main() {
	xs := []int{1, 2, 3, 4}
	xs[index(1)] += 10
	xs[index(2)] <<= 3
	xs[index(3)]++
	xs[index(0)]--
	fmt.Println(xs, calls)

	v := 7
	*ptr(&v) *= 6
	*ptr(&v) -= index(2)
	fmt.Println(v, calls)

	c := &counter{m: map[string]int{}}
	c.self().n += 250
	c.self().n += 10
	c.self().m["a"]++
	c.self().m["a"] += 5
	c.self().m["b"] -= 3
	c.self().grid[index(1)][index(2)] |= 0x7fff
	c.self().grid[1][2]++
	fmt.Println(c.n, c.m, c.grid, calls)

	s := "x"
	s += "y" + s
	s += s
	fmt.Println(s)

	var u8 uint8 = 3
	u8 -= 5
	var i8 int8 = 127
	i8++
	var u16 uint16
	u16--
	var i64 int64 = -1 << 63
	i64--
	fmt.Println(u8, i8, u16, i64)

	arr := [3]string{"a", "b", "c"}
	for i := range arr {
		arr[i] += fmt.Sprint(i)
	}
	fmt.Println(arr)
	type pair struct{ a, b float32 }
	ps := map[int]*pair{1: {1, 2}}
	ps[1].a /= 4
	ps[1].b += ps[1].a
	fmt.Println(*ps[1])
	f := 10.0
	f /= 4
	f -= .5
	fmt.Println(f)
}
