// run

// Writing to a nil map panics; reading, deleting, clearing and ranging do not.
package main

import "fmt"

type config struct {
	opts map[string]int
	sub  *config
}

func try(name string, f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name+":", e)
		} else {
			fmt.Println(name + ": no panic")
		}
	}()
	f()
}

var order []string

func val(s string) int { order = append(order, s); return 1 }

func main() {
	var m map[string]int
	var c config
	try("assign", func() { m["a"] = 1 })
	try("increment", func() { m["a"]++ })
	try("op assign", func() { m["a"] += 2 })
	try("field", func() { c.opts["x"] = 1 })
	try("tuple", func() { var a int; a, m["x"] = 1, 2; _ = a })
	try("append", func() { var s map[int][]int; s[1] = append(s[1], 2) })
	try("pointer key", func() { var s map[*int]string; s[nil] = "" })
	try("struct value", func() { var s map[int]struct{}; s[0] = struct{}{} })
	try("range assign", func() {
		for m["k"] = range 3 {
		}
	})
	try("read", func() { fmt.Println(m["a"], c.opts["b"], len(m)) })
	try("delete", func() { delete(m, "a"); clear(m) })
	try("nil struct", func() { c.sub.opts["x"] = 1 })

	// Operands are evaluated before the panic.
	try("evaluated", func() { m[fmt.Sprint(val("key"))] = val("value") })
	fmt.Println(order)
	x := 0
	try("later assignment lost", func() { m["a"], x = 1, 5 })
	try("earlier assignment kept", func() { x, m["a"] = 7, 1 })
	fmt.Println(x, m == nil, len(c.opts))
}
