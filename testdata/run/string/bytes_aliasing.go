// run

// Conversions between strings and byte slices copy whenever the result could be seen to change.
package main

import "fmt"

type node struct {
	key  string
	next *node
}

//go:noinline
func keep(s string) string { return s }

func main() {
	buf := []byte("alpha")
	s := keep(string(buf))
	buf[0] = 'A'
	fmt.Println(s, string(buf))

	// Map lookups and comparisons may avoid the copy, stores must not.
	m := map[string]int{}
	for i := range 3 {
		buf[4] = byte('0' + i)
		m[string(buf)] = i
	}
	fmt.Println(m, m[string(buf)], m[string(buf[:2])])
	buf[4] = '1'
	v, ok := m[string(buf)]
	delete(m, string(buf))
	fmt.Println(v, ok, len(m))

	type pair struct{ a, b string }
	pm := map[pair]int{{"x", "y"}: 1}
	x := []byte("x")
	fmt.Println(pm[pair{string(x), "y"}])

	var list *node
	for i := range 4 {
		buf[0] = byte('a' + i)
		list = &node{string(buf[:1]), list}
	}
	for n := list; n != nil; n = n.next {
		fmt.Print(n.key, " ")
	}
	fmt.Println()

	str := "immutable"
	b := []byte(str)
	b[0] = 'I'
	for i, c := range []byte(str) {
		if i < 2 {
			fmt.Print(string(c), " ")
		}
	}
	fmt.Println(str, string(b))
	a := append([]byte(nil), str...)
	n := copy(a[2:], "PERFECTLY LONG")
	fmt.Println(string(a), n, str)
	a = append(a[:2], str[3:5]...)
	fmt.Println(string(a), len(append([]byte(""), ""...)))

	// A string made from a slice that is modified while it is concatenated.
	mod := func() string { x[0] = 'z'; return "!" }
	fmt.Println(string(x)+mod(), string(x))
	var iface any = string(buf)
	buf[1] = '?'
	fmt.Println(iface)
	func(s string) { defer fmt.Println(s); buf[2] = '#' }(string(buf))
	fmt.Println(string(buf))
}
