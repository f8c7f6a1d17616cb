// run

// All forms of the for statement, empty parts, post statements, and loops whose bounds change.
package main

import "fmt"

func main() {
	for i := 0; i < 3; i++ {
		fmt.Print(i, " ")
	}
	i := 10
	for ; i > 7; i-- {
		fmt.Print(i, " ")
	}
	for i < 10 {
		i += 2
		fmt.Print(i, " ")
	}
	for {
		if i++; i > 13 {
			break
		}
		if i%2 == 0 {
			continue
		}
		fmt.Print(i, " ")
	}
	fmt.Println()
	for a, b := 0, 1; a < 50; a, b = b, a+b {
		fmt.Print(a, " ")
	}
	for p := (&struct{ n int }{3}); p.n > 0; p.n-- {
		fmt.Print("p", p.n, " ")
	}
	fmt.Println()
	s := []int{1, 2, 3}
	for i := 0; i < len(s); i++ {
		if s[i] == 2 {
			s = append(s, 20, 30)
		}
		if len(s) > 6 {
			break
		}
	}
	fmt.Println(s)
	n := 0
	for i, j := 0, 100; i < j; {
		i, j = i+7, j-3
		n++
	}
	fmt.Println(n)
	for x := uint8(250); x >= 250; x++ {
		fmt.Print(x, " ")
	}
	for x := int8(125); x > 0; x++ {
		fmt.Print(x, " ")
	}
	fmt.Println()
	for f := 0.0; f < 1; f += 0.25 {
		fmt.Print(f, " ")
	}
	for c := 'a'; c != 'e'; c++ {
		fmt.Print(string(c))
	}
	for s := "x"; len(s) < 20; s += s {
		fmt.Print(" ", s)
	}
	fmt.Println()
	sum := 0
	for i := 0; i < 100; i++ {
		for j := i; j < 100; j += i + 1 {
			if (i^j)&3 == 0 {
				continue
			}
			if j > 90 {
				break
			}
			sum += i * j
		}
	}
	fmt.Println(sum)
	count := func() func() bool { k := 3; return func() bool { k--; return k >= 0 } }()
	for count() {
		fmt.Print("tick ")
	}
	for range 2 {
		fmt.Print("tock ")
	}
	for done := false; !done; done = true {
		fmt.Print("once ")
	}
	fmt.Println()
	type node struct {
		v    int
		next *node
	}
	var head *node
	for i := range 4 {
		head = &node{i, head}
	}
	for p := head; p != nil; p = p.next {
		fmt.Print(p.v, " ")
	}
	for p := &head; *p != nil; {
		if (*p).v%2 == 0 {
			*p = (*p).next
		} else {
			p = &(*p).next
		}
	}
	for p := head; p != nil; p = p.next {
		fmt.Print("odd", p.v, " ")
	}
	fmt.Println()
}
