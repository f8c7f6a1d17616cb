// run

// strings: Index and Contains families, Count, prefixes and suffixes, EqualFold, for short and long inputs.
package main

import (
	"fmt"
	"strings"
	"unicode"
)

func main() {
	s := "the quick brown fox, the lazy dog; ünïcödé 世界"
	for _, sub := range []string{"", "t", "the", "fox,", "zz", "世", "界", "dog; ünï", s, s + "x"} {
		fmt.Print(strings.Index(s, sub), " ", strings.LastIndex(s, sub), " ", strings.Count(s, sub), " ", strings.Contains(s, sub), "; ")
	}
	fmt.Println()
	fmt.Println(strings.IndexByte(s, 'q'), strings.LastIndexByte(s, 't'), strings.IndexByte(s, 0), strings.IndexRune(s, '世'), strings.IndexRune(s, 'ö'), strings.IndexRune("a\xff", unicode.ReplacementChar), strings.IndexRune(s, -1), strings.IndexRune("\ufffd", 0xd800))
	fmt.Println(strings.IndexAny(s, "xyz"), strings.IndexAny(s, ""), strings.IndexAny(s, "界ö"), strings.LastIndexAny(s, "aeiou"), strings.LastIndexAny(s, "世z"), strings.ContainsAny(s, "#!"), strings.ContainsRune(s, 'é'))
	fmt.Println(strings.IndexFunc(s, unicode.IsPunct), strings.LastIndexFunc(s, unicode.IsSpace), strings.ContainsFunc(s, unicode.IsDigit))
	fmt.Println(strings.HasPrefix(s, "the "), strings.HasPrefix("", ""), strings.HasSuffix(s, "界"), strings.HasSuffix("a", "ba"))
	for _, p := range [][2]string{{"Go", "GO"}, {"σ", "ς"}, {"ß", "SS"}, {"K", "\u212a"}, {"éa", "ÉA"}, {"", "x"}, {"\xff", "\xfe"}, {"straße", "STRAßE"}} {
		fmt.Print(strings.EqualFold(p[0], p[1]), strings.Compare(p[0], p[1]), " ")
	}
	fmt.Println()
	fmt.Println(strings.Cut("key=value=x", "="))
	fmt.Println(strings.Cut("nokey", "="))
	fmt.Println(strings.CutLast("a/b/c", "/"))
	fmt.Println(strings.CutLast("abc", "/"))
	fmt.Println(strings.CutPrefix("prefix-rest", "prefix-"))
	fmt.Println(strings.CutSuffix("name.go", ".rs"))

	// Needles and haystacks of every length up to some vector sizes.
	bad := 0
	for n := 1; n < 80; n++ {
		hay := strings.Repeat("ab", 100) + strings.Repeat("a", n-1) + "c" + strings.Repeat("ab", 10)
		needle := hay[200 : 200+n]
		if i := strings.Index(hay, needle); i != strings.IndexByte(hay, 'c')-n+1 {
			bad++
		}
		if strings.Index(hay[:len(hay)-20-1], needle) >= 0 && n > 2 {
			bad++
		}
		if strings.Count(strings.Repeat("x", n), "x") != n || strings.Count(strings.Repeat("xy", n), "yx") != n-1 {
			bad++
		}
		if strings.LastIndex(strings.Repeat("q", n)+"r"+hay, "q") != n-1 || strings.IndexByte(strings.Repeat("q", n)+"r", 'r') != n {
			bad++
		}
	}
	fmt.Println("bad:", bad)
}
