// run

// range over a string yields U+FFFD of width one for each byte that does not start a valid encoding.
package main

import "fmt"

func walk(s string) {
	fmt.Printf("%-28q", s)
	n := 0
	for i, r := range s {
		fmt.Printf(" %d:%X", i, r)
		n++
	}
	fmt.Println(" ;", n, len([]rune(s)), string([]rune(s)) == s)
}

func main() {
	for _, s := range []string{
		"", "abc", "é", "世界", "😀!",
		"\x80", "\xff\xfe", "a\xc0\x80b", // continuation alone, never-valid bytes, overlong NUL
		"\xc3", "\xc3(", "\xe4\xb8", "\xe4\xb8x", "\xf0\x9f\x98", // cut off
		"\xed\xa0\x80",     // surrogate half
		"\xf4\x90\x80\x80", // above U+10FFFF
		"\xf5\x80\x80\x80", "\xe0\x80\x80", "\xf0\x80\x80\x80",
		"\uFFFD", "\xef\xbf\xbd", "\xe4\xb8\x96\xe4",
	} {
		walk(s)
	}

	// The variables of a range are set per iteration; only the index may be asked for.
	var idx []int
	for i := range "aéz" {
		idx = append(idx, i)
	}
	count := 0
	for range "日本語" {
		count++
	}
	fmt.Println(idx, count)
	// The string is evaluated once.
	t := "xyz"
	for i, r := range t {
		t = "changed"
		fmt.Print(i, string(r), " ")
	}
	fmt.Println(t)
	for i, b := range []byte("é\xff") {
		fmt.Print(i, ":", b, " ")
	}
	for i, r := range []rune("\xe4\xb8é") {
		fmt.Print(i, ":", r, " ")
	}
	fmt.Println()
	var k int
	var v rune
	for k, v = range "qr" {
	}
	fmt.Println(k, v)
}
