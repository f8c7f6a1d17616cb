// run

// String ordering is bytewise, shorter prefixes first, for all lengths around word and vector sizes.
package main

import (
	"cmp"
	"fmt"
	"strings"
)

//go:noinline
func rel(a, b string) string {
	r := ""
	if a < b {
		r += "<"
	}
	if a <= b {
		r += "≤"
	}
	if a == b {
		r += "="
	}
	if a != b {
		r += "≠"
	}
	if a >= b {
		r += "≥"
	}
	if a > b {
		r += ">"
	}
	return r
}

func main() {
	vals := []string{"", "\x00", "a", "a\x00", "aa", "ab", "b", "B", "\x7f", "\x80", "é", "\xff"}
	for _, a := range vals {
		for _, b := range vals {
			fmt.Print(rel(a, b), " ")
		}
		fmt.Println()
	}
	bad := 0
	for n := 0; n <= 130; n++ {
		s := strings.Repeat("x", n)
		t := strings.Repeat("x", n)
		if s != t || rel(s, t) != "≤=≥" || cmp.Compare(s, t) != 0 {
			bad++
		}
		if !(s < t+"a") || s+"a" <= t || s == t+"\x00" {
			bad++
		}
		for i := range n {
			hi := s[:i] + "\x80" + s[i+1:]
			lo := s[:i] + "w" + s[i+1:]
			if !(s < hi) || hi <= s || s == hi || !(lo < s) || lo >= s || lo == s || strings.Compare(hi, lo) != 1 {
				bad++
			}
		}
	}
	fmt.Println("bad:", bad)

	// Equality against constants of several lengths.
	for _, s := range []string{"", "x", "go", "abc", "true", "false", "string", "package", "continue", "interface", "fallthrough", "0123456789abcdefg"} {
		fmt.Print(s == "", s == "x", s == "go", s == "abc", s == "true", s == "false", s == "string", s == "package", s == "continue", s == "interface", s == "0123456789abcdefg", s >= "i", " ")
	}
	fmt.Println()
}
