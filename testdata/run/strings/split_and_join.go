// run

// strings: Split and Fields families, their iterators, Join, Repeat, Lines, with empty and limited cases.
package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

func main() {
	for _, c := range [][2]string{{"a,b,c", ","}, {",a,,b,", ","}, {"abc", ""}, {"", ","}, {"", ""}, {"a--b--", "--"}, {"世界", ""}, {"x", "xyz"}} {
		fmt.Printf("%q %q %q\n", strings.Split(c[0], c[1]), strings.SplitAfter(c[0], c[1]), slices.Collect(strings.SplitSeq(c[0], c[1])))
	}
	for n := -1; n < 5; n++ {
		fmt.Printf("%d %q %q\n", n, strings.SplitN("a:b:c:d", ":", n), strings.SplitAfterN("é:b:c", ":", n))
	}
	fmt.Printf("%q\n", slices.Collect(strings.SplitAfterSeq("1;2;;3", ";")))
	for _, s := range []string{"", "   ", " a  b\tc\n", "one", "x\u00a0y\u2003z", "\xffa b\xff"} {
		fmt.Printf("%q %q %q\n", strings.Fields(s), slices.Collect(strings.FieldsSeq(s)), strings.FieldsFunc(s, func(r rune) bool { return r == 'b' || unicode.IsControl(r) }))
	}
	fmt.Printf("%q\n", slices.Collect(strings.Lines("one\ntwo\r\n\nlast")))
	fmt.Printf("%q %q\n", slices.Collect(strings.Lines("")), slices.Collect(strings.Lines("\n\n")))
	fmt.Println(strings.Join(nil, ","), strings.Join([]string{"only"}, ","), strings.Join([]string{"a", "", "c"}, " - "), strings.Join([]string{"", ""}, "x"))
	fmt.Println(strings.Repeat("ab", 3), strings.Repeat("", 1000) == "", strings.Repeat("x", 0) == "", len(strings.Repeat("héllo", 1000)))
	for _, f := range []func(){func() { strings.Repeat("x", -1) }, func() { strings.Repeat("xx", 1<<62) }} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
	for part := range strings.SplitSeq("stop,here,never", ",") {
		if part == "never" {
			break
		}
		fmt.Print(part, " ")
	}
	words := strings.Fields("the rain in spain stays mainly in the plain")
	slices.Sort(words)
	fmt.Println(strings.Join(slices.Compact(words), "|"))
	c := strings.Clone("clone"[1:3])
	fmt.Println(c, strings.Clone("") == "")
}
