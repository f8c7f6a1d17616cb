// run

// Concatenation of two to many operands, with empty ones, in loops, and with conversions inside.
package main

import (
	"fmt"
	"strings"
)

type name string

func join2(a, b string) string             { return a + b }
func join3(a, b, c string) string          { return a + b + c }
func join6(a, b, c, d, e, f string) string { return a + b + c + d + e + f }

func id(s string) string { order = append(order, s); return s }

var order []string

func main() {
	fmt.Println(join2("a", ""), join2("", "b"), join2("", "") == "", join3("x", "", "z"), join6("1", "2", "3", "4", "5", "6"))
	long := strings.Repeat("0123456789", 10)
	fmt.Println(len(join2(long, long)), len(join6(long, "", long, "", "", long)))
	s := ""
	for i := range 20 {
		s += string(rune('a'+i)) + s[:i/5]
	}
	fmt.Println(s, len(s))

	// Operands are evaluated left to right.
	t := id("p") + id("q") + id("r") + ("[" + id("s") + "]")
	fmt.Println(t, order)

	n := name("go")
	n += "pher"
	fmt.Println(n+"!", string(n)+"?", name("x")+n)
	b := []byte("bytes")
	r := []rune("rünes")
	u := "<" + string(b) + "|" + string(r) + "|" + string(r[1]) + ">"
	b[0], r[0] = 'X', 'Y'
	fmt.Println(u)

	var acc []string
	base := "base"
	for _, suffix := range []string{"", "-1", "-2"} {
		acc = append(acc, base+suffix)
	}
	fmt.Println(acc)
	const c = "con" + "stant"
	x := c + "/" + base
	x = x + x
	x = "(" + x + ")"
	fmt.Println(x, x == "("+c+"/"+base+c+"/"+base+")", len(x))
	m := map[string]int{base + "1": 1}
	m[base+"1"] += 2
	m["b"+"ase"+"2"]++
	fmt.Println(m)
	func(parts ...string) {
		fmt.Println(parts[0]+parts[1]+parts[2]+parts[3]+parts[4]+parts[5]+parts[6], len(parts))
	}("a", "b", "c", "d", "e", "f", "g")
}
