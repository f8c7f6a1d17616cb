// run

// strings: Trim families, Replace, ReplaceAll, Replacer of each kind, Map, ToValidUTF8.
package main

import (
	"fmt"
	"os"
	"strings"
	"unicode"
)

func main() {
	s := "  \t xx-héllo-xx \n "
	fmt.Printf("%q %q %q %q\n", strings.TrimSpace(s), strings.Trim(s, " \t\n"), strings.TrimLeft(s, " \tx"), strings.TrimRight(s, "\n x"))
	fmt.Printf("%q %q %q %q\n", strings.Trim("世xx世", "世"), strings.Trim("abc", ""), strings.Trim("aaa", "a"), strings.TrimSpace("\u2003\u00a0x\u3000"))
	fmt.Printf("%q %q %q %q\n", strings.TrimPrefix("xxab", "x"), strings.TrimSuffix("abxx", "xx"), strings.TrimPrefix("ab", "abc"), strings.TrimSuffix("", "x"))
	fmt.Printf("%q %q %q\n", strings.TrimFunc("123abc456", unicode.IsDigit), strings.TrimLeftFunc("123abc", unicode.IsDigit), strings.TrimRightFunc("\xffabc\xff", func(r rune) bool { return r == unicode.ReplacementChar }))

	for n := -1; n < 4; n++ {
		fmt.Printf("%q ", strings.Replace("banana", "a", "<a>", n))
	}
	fmt.Printf("%q %q %q %q\n", strings.ReplaceAll("aaaa", "aa", "b"), strings.Replace("héé", "", "-", -1), strings.Replace("abc", "", "-", 2), strings.ReplaceAll("abc", "b", ""))

	bytesR := strings.NewReplacer("a", "1", "b", "2", "a", "never")
	byteStr := strings.NewReplacer("<", "&lt;", ">", "&gt;", "&", "&amp;")
	generic := strings.NewReplacer("aaa", "3[aaa]", "aa", "2[aa]", "a", "1[a]", "longest", "x", "long", "y")
	single := strings.NewReplacer("needle", "pin")
	empty := strings.NewReplacer("", "X")
	both := strings.NewReplacer("", "_", "b", "B", "é", "e")
	fmt.Println(bytesR.Replace("abcab"), byteStr.Replace("<a & b>"), generic.Replace("aaaa longest long a"), single.Replace("needle in needles"), empty.Replace("abc"), both.Replace("abéb"))
	n, err := byteStr.WriteString(os.Stdout, "1 < 2 && 3 > 2\n")
	fmt.Println(n, err)
	n, err = generic.WriteString(os.Stdout, "aaaaa\n")
	fmt.Println(n, err)
	func() {
		defer func() { fmt.Println(recover()) }()
		strings.NewReplacer("odd")
	}()

	rot13 := func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 'a' + (r-'a'+13)%26
		case r >= 'A' && r <= 'Z':
			return 'A' + (r-'A'+13)%26
		case r == '.':
			return -1
		}
		return r
	}
	fmt.Println(strings.Map(rot13, "Hello, World. 世"), strings.Map(rot13, strings.Map(rot13, "Back again")), strings.Map(func(rune) rune { return -1 }, "gone") == "")
	fmt.Println(strings.Map(func(r rune) rune { return r + 0x4e00 }, "a\x01b"), strings.Map(unicode.ToUpper, "\xffx"))
	fmt.Printf("%q %q %q\n", strings.ToValidUTF8("a\xff\xfeb\xe4\xb8", "?"), strings.ToValidUTF8("\xed\xa0\x80ok", ""), strings.ToValidUTF8("valid é", "!"))
}
