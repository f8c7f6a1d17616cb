// run

// Expression switches: no tag, lists, fallthrough, default anywhere, duplicates by call, breaks, types of tags.
package main

import "fmt"

var trace []string

func f(s string, n int) int { trace = append(trace, s); return n }

func grade(n int) (r string) {
	switch {
	case n >= 90:
		r = "A"
	case n >= 80:
		r = "B"
		if n == 85 {
			break
		}
		r += "+"
	default:
		r = "F"
	case n >= 70, n == 7:
		r = "C"
	}
	return
}

func fall(n int) (out []int) {
	switch n {
	case 0:
		out = append(out, 0)
		fallthrough
	case 1:
		out = append(out, 1)
		fallthrough
	default:
		out = append(out, -1)
	case 2:
		out = append(out, 2)
		fallthrough
	case 3:
		out = append(out, 3)
	}
	return
}

func dense(b byte) string {
	switch b {
	case 'a', 'e', 'i', 'o', 'u':
		return "vowel"
	case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return "digit"
	case ' ', '\t', '\n':
		return "space"
	case 0x80, 0xff:
		return "high"
	}
	if b >= 'a' && b <= 'z' {
		return "letter"
	}
	return "other"
}

func sparse(n int64) int {
	switch n {
	case -1 << 63:
		return 1
	case -5:
		return 2
	case 0:
		return 3
	case 1 << 40:
		return 4
	case 1<<63 - 1:
		return 5
	case 1000, 1001, 1002, 1004:
		return 6
	}
	return 0
}

func main() {
	for _, n := range []int{95, 85, 82, 71, 7, 3} {
		fmt.Print(grade(n), " ")
	}
	fmt.Println()
	for n := range 5 {
		fmt.Print(fall(n), " ")
	}
	fmt.Println()
	for _, b := range []byte("a5 z\x80\xff\x7f~\n") {
		fmt.Print(dense(b), " ")
	}
	fmt.Println()
	for _, n := range []int64{-1 << 63, -6, -5, 0, 1 << 40, 1<<40 + 1, 1<<63 - 1, 999, 1000, 1003, 1004, 1005} {
		fmt.Print(sparse(n), " ")
	}
	fmt.Println()

	// Cases are evaluated top to bottom, left to right, until one matches; the tag once.
	switch f("tag", 3) {
	case f("a", 1), f("b", 3), f("c", 3):
		trace = append(trace, "body")
	case f("d", 3):
	}
	fmt.Println(trace)
	switch x := f("init", 5); x * 2 {
	case 10:
		fmt.Println("ten", x)
	}
	switch f := 2.5; {
	case f > 2:
		fmt.Println("float", f)
	}
	switch y := any("s"); y {
	case 1, 's', nil:
		fmt.Println("no")
	case "s":
		fmt.Println("interface tag")
	}
	switch [2]int{1, 2} {
	case [2]int{2, 1}:
	case [...]int{1, 2}:
		fmt.Println("array tag")
	}
	switch true {
	case false:
	case len(trace) > 100, len(trace) > 3:
		fmt.Println("bool tag")
	}
	var e error
	switch e {
	case nil:
		fmt.Println("nil case")
	}
	switch {
	}
	switch f("only", 0); {
	default:
		fmt.Println("default only")
	}
	var p, q = new(int), new(int)
	switch p {
	case q:
		fmt.Println("q")
	case p:
		fmt.Println("p")
	}
	switch 1 + 2i {
	case 1:
	case 2i + 1:
		fmt.Println("complex tag")
	}
}
