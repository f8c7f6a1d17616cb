// run

// Constant strings, len and cap of arrays as constants, and when their operand is still evaluated.
package main

import (
	"fmt"
	"unsafe"
)

const (
	hello   = "hello, " + "世界"
	n       = len(hello)
	escaped = "\a\b\f\n\r\t\v\\\"\x41\101\u00e9\U0001F600"
	rawText = `raw \n "quoted"
second line`
)

type grid [3][4]struct {
	a int8
	b int64
}

var evaluated int

func array() [5]int { evaluated++; return [5]int{} }

func arrayPtr() *[6]int { evaluated++; return nil }

func main() {
	fmt.Println(hello, n, hello[7:10], hello[0], len(escaped), len(rawText))
	fmt.Printf("%q\n%q\n", escaped, rawText)
	fmt.Println("a"+"b" == "ab", "a" < "b", hello[:5] == "hello", "\xff" > "\x7f", "\377" == "\xff")
	var g grid
	const (
		rows  = len(grid{})
		cells = len(g[0]) * len(g)
		bytes = unsafe.Sizeof(g)
		elem  = unsafe.Sizeof(g[0][0])
	)
	fmt.Println(rows, cells, bytes, elem, cap(g), cap(g[1]))
	var p *grid
	fmt.Println(len(p), len(p[0]), cap(p)) // no dereference happens
	for i := range p {
		fmt.Print(i, " ")
	}
	fmt.Println()
	// An operand with a call is evaluated, and the result is then no constant.
	fmt.Println(len(array()), evaluated, len(arrayPtr()), evaluated)
	var buf [n * 2]byte
	copy(buf[:], hello)
	fmt.Println(len(buf), string(buf[:n]) == hello, 'a', '\'', "'", '\x00', '\u4e16')
	const c = 'A' + 1
	fmt.Println(string(rune(c)), c, hello[len(hello)-1], len("\u00e9"), len(`\u00e9`))
	switch x := "x" + fmt.Sprint(n); x {
	case "x" + "13":
		fmt.Println("constant case")
	}
	const empty = ""
	fmt.Println(len(empty), empty == "", empty+empty+"z")
	type key struct{ s string }
	fmt.Println(map[key]int{{hello}: 1}[key{"hello, " + "世" + "界"}])
}
