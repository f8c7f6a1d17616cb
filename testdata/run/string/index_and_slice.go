// run

// Indexing and slicing strings by bytes, with every out-of-range panic text.
package main

import "fmt"

func try(f func() any) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(e)
		}
	}()
	fmt.Println(f())
}

//go:noinline
func at(s string, i int) byte { return s[i] }

//go:noinline
func cut(s string, i, j int) string { return s[i:j] }

func main() {
	s := "añb世"
	fmt.Println(len(s), s[0], s[1], s[2], s[len(s)-1])
	fmt.Printf("%q %q %q %q %q\n", s[:2], s[2:], s[1:3], s[4:7], s[:])
	fmt.Println(s[len(s):] == "", s[3:3] == "", cut(s, 0, len(s)) == s)

	try(func() any { return at(s, 7) })
	try(func() any { return at(s, -1) })
	try(func() any { return at("", 0) })
	try(func() any { return at(s, 1<<62) })
	try(func() any { return cut(s, 0, 8) })
	try(func() any { return cut(s, 3, 2) })
	try(func() any { return cut(s, -1, 2) })
	try(func() any { return cut(s, 2, -2) })
	n := 9
	try(func() any { return s[n:] })
	try(func() any { return s[:n] })
	try(func() any { var u uint8 = 200; return s[u] })
	try(func() any { var i int8 = -3; return s[i] })
	try(func() any { var u uint64 = 1<<64 - 1; return s[u] })
	try(func() any { var u uint64 = 1 << 63; return s[u:] })
	try(func() any { var i int64 = -1 << 63; return s[:i] })

	// Substrings share nothing visible, and a string's bytes can feed any integer type of index.
	var table [256]int
	for i := 0; i < len(s); i++ {
		table[s[i]]++
	}
	fmt.Println(table['a'], table[0xc3], table[0xb8], s[s[0]-'a'])
	for len(s) > 0 {
		fmt.Printf("%x ", s[0])
		s = s[1:]
	}
	fmt.Println()
}
