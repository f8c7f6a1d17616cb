// run

// strings: upper, lower and title case, special cases, ASCII and Unicode, lengths that change.
package main

import (
	"fmt"
	"strings"
	"unicode"
)

func main() {
	for _, s := range []string{"", "abc", "ABC", "Hello, World 123", "straße", "ǅ ǆ Ǆ", "İıi I", "σς Σ", "ÀÉÎ àéî", "ﬁ", "\xffa\xfe", "ⱥ Ⱥ", "𐐀𐐨", strings.Repeat("xY", 20)} {
		fmt.Printf("%q %q %q\n", strings.ToUpper(s), strings.ToLower(s), strings.ToTitle(s))
	}
	tr := unicode.TurkishCase
	fmt.Println(strings.ToUpperSpecial(tr, "iı"), strings.ToLowerSpecial(tr, "İI"), strings.ToTitleSpecial(tr, "i x"))
	fmt.Println(strings.Title("hello big world, it's o'clock"))
	up := "ALREADY UPPER"
	fmt.Println(strings.ToUpper(up) == up, strings.ToLower("already lower 1"))
	bad := 0
	for r := rune(0); r < 0x2000; r++ {
		s := string(r)
		if strings.ToUpper(s) != string(unicode.ToUpper(r)) || strings.ToLower(s) != string(unicode.ToLower(r)) || strings.ToTitle(s) != string(unicode.ToTitle(r)) {
			bad++
		}
		if !strings.EqualFold(s, string(unicode.SimpleFold(r))) {
			bad++
		}
	}
	fmt.Println("bad:", bad)
}
