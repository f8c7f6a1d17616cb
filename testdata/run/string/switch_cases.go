// run

// Switches over many string constants pick the right case by length and content.
package main

import "fmt"

func kind(s string) int {
	switch s {
	case "break", "case", "chan", "const", "continue":
		return 1
	case "default", "defer", "else", "fallthrough", "for":
		return 2
	case "func", "go", "goto", "if", "import":
		return 3
	case "interface", "map", "package", "range", "return":
		return 4
	case "select", "struct", "switch", "type", "var":
		return 5
	case "":
		return -1
	case "世界", "\x00", "a\x00", "a":
		return 6
	}
	return 0
}

func month(s string) (n int) {
	switch s[:3] {
	default:
		n = -1
	case "Jan":
		n = 1
	case "Feb":
		n = 2
	case "Mar":
		n = 3
	case "Apr":
		n = 4
	case "May":
		n = 5
	case "Jun":
		n = 6
	case "Jul":
		n = 7
	case "Aug":
		n = 8
	case "Sep":
		n = 9
	}
	return n
}

func first(s, dyn string) string {
	switch s {
	case "a" + dyn:
		return "dynamic"
	case "ab":
		return "constant ab"
	case dyn:
		return "plain dynamic"
	case "abc":
		return "constant abc"
	}
	return "none"
}

func main() {
	for _, s := range []string{
		"break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go", "goto", "if", "import",
		"interface", "map", "package", "range", "return", "select", "struct", "switch", "type", "var",
		"", "世界", "\x00", "a\x00", "a", "breaK", "brea", "breaks", "selecu", "va", "vas", "世", "A", "continuf",
	} {
		fmt.Print(kind(s), " ")
	}
	fmt.Println()
	for _, s := range []string{"January", "Februar", "March", "April", "May", "June", "Juli", "August", "Sept", "Oct", "Jax"} {
		fmt.Print(month(s), " ")
	}
	fmt.Println()
	fmt.Println(first("ab", "b"), first("ab", "x"), first("ab", ""), first("x", "x"), first("abc", "c"), first("a", ""))
}
