// run

// Each iteration of a loop has its own copy of the loop variables; the copy is made before the post statement.
package main

import "fmt"

func main() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), " ", f(), " ")
	}
	fmt.Println()

	// A closure that changes the variable during its iteration steers the loop.
	n := 0
	for i := 0; i < 10; i++ {
		skip := func() { i += 3 }
		skip()
		n++
	}
	fmt.Println("iterations:", n)

	var ptrs []*int
	for i := 0; i < 3; i++ {
		ptrs = append(ptrs, &i)
		i := i * 2
		ptrs = append(ptrs, &i)
	}
	for _, p := range ptrs {
		fmt.Print(*p, " ")
	}
	fmt.Println()

	// The condition and post statement work on the next iteration's copy.
	var gs []func() (int, int)
	for i, j := 0, 10; i < j; i, j = i+1, j-2 {
		gs = append(gs, func() (int, int) { return i, j })
		if i == 2 {
			continue
		}
	}
	for _, g := range gs {
		fmt.Print(g())
		fmt.Print("; ")
	}
	fmt.Println()

	var hs []func() string
	for k, v := range map[string]int{"only": 1} {
		hs = append(hs, func() string { return fmt.Sprint(k, v) })
	}
	for i, s := range []string{"a", "b"} {
		hs = append(hs, func() string { s += "!"; return fmt.Sprint(i, s) })
	}
	for i := range 2 {
		hs = append(hs, func() string { return fmt.Sprint("n", i) })
	}
	for i, r := range "xy" {
		defer func() { fmt.Print(i, string(r), " ") }()
	}
	for _, h := range hs {
		fmt.Print(h(), " ")
	}
	fmt.Println()

	// A variable declared outside is shared by all iterations.
	var out int
	var shared []func() int
	for out = 0; out < 3; out++ {
		shared = append(shared, func() int { return out })
	}
	for out = range 7 {
		shared = append(shared, func() int { return out })
	}
	fmt.Println(shared[0](), shared[2](), shared[5](), len(shared))

	// Captured by a condition closure.
	var conds []func() bool
	for i := 0; func() bool { conds = append(conds, func() bool { return i%2 == 0 }); return i < 4 }(); i++ {
	}
	for _, c := range conds {
		fmt.Print(c(), " ")
	}
	fmt.Println()
	var labelled []func() int
outer:
	for i := 0; i < 3; i++ {
		for j := 0; ; j++ {
			labelled = append(labelled, func() int { return i*10 + j })
			if j == i {
				continue outer
			}
		}
	}
	for _, f := range labelled {
		fmt.Print(f(), " ")
	}
	fmt.Println()
}
