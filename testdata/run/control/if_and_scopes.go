// run

// if chains with init statements: scopes, shadowing, and conditions evaluated only as far as needed.
package main

import (
	"errors"
	"fmt"
	"strconv"
)

var trace []string

func cond(name string, v bool) bool { trace = append(trace, name); return v }

func classify(s string) string {
	if n, err := strconv.Atoi(s); err != nil {
		var ne *strconv.NumError
		if errors.As(err, &ne) {
			return ne.Func + ": " + ne.Err.Error()
		}
		return "?"
	} else if n < 0 {
		return "negative"
	} else if half := n / 2; half*2 == n {
		return fmt.Sprint("even ", half)
	} else {
		return fmt.Sprint("odd ", n, half)
	}
}

func main() {
	for _, s := range []string{"x", "-4", "10", "7", "99999999999999999999"} {
		fmt.Println(classify(s))
	}
	x := 1
	if x := x + 1; x > 1 {
		x := x * 10
		{
			x := "inner"
			fmt.Print(x, " ")
		}
		fmt.Print(x, " ")
		x++
	} else {
		fmt.Print("no", x)
	}
	fmt.Println(x)

	if cond("a", false) && cond("b", true) || cond("c", true) && !cond("d", false) {
		fmt.Println(trace)
	}
	trace = nil
	v := cond("e", true) || cond("f", true) && cond("g", true)
	w := (cond("h", true) || cond("i", true)) && cond("j", false) || cond("k", false)
	fmt.Println(v, w, trace)
	var p *struct{ n int }
	if p != nil && p.n > 0 {
		fmt.Println("not reached")
	}
	if p == nil || p.n == 0 {
		fmt.Println("short circuit")
	}
	s := []int{1, 2, 3}
	for i := 0; i < len(s) && s[i] != 3; i++ {
		if s[i] == 2 {
			fmt.Println("found", i)
		}
	}
	b := !(x == 1) == (x != 1)
	fmt.Println(b, !b != b, x > 0 == true, (x < 0) == (x > 5))
	if !(x > 3 || x < 0) && !(x == 2) {
		fmt.Println("de Morgan")
	}
	var i any = x
	if n, ok := i.(int); !ok {
		fmt.Println("no int", n)
	} else if m := map[int]string{1: "one"}; m[n] != "" {
		fmt.Println(m[n])
	}
	if func() bool { return len(s) == 3 }() {
		fmt.Println("call in condition")
	}
	type T struct{ a int }
	if (T{1}) == (T{1}) {
		fmt.Println("composite in parentheses")
	}
}
