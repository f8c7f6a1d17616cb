// run

// strconv: Quote and Unquote families, escapes, graphic and ASCII variants, invalid UTF-8, prefixes.
package main

import (
	"fmt"
	"strconv"
)

func main() {
	for _, s := range []string{"", "plain", "tab\tnl\nquote\"back\\slash'", "\a\b\f\r\v\x00\x7f", "é世\u00a0\u2028\U0001F600\U0010ffff", "\xff\xfe\xed\xa0\x80", "\u0301a\ufeff\u3000", "`tick`"} {
		fmt.Println(strconv.Quote(s), strconv.QuoteToASCII(s), strconv.QuoteToGraphic(s), strconv.CanBackquote(s))
	}
	for _, r := range []rune{'a', '\'', '"', '\n', 0, 'é', 0x1F600, 0x10ffff, 0x110000, -1, 0xd800, 0xfffd, 0x3000, 0xad} {
		fmt.Print(strconv.QuoteRune(r), strconv.QuoteRuneToASCII(r), strconv.QuoteRuneToGraphic(r), strconv.IsPrint(r), strconv.IsGraphic(r), " ")
	}
	fmt.Println()
	b := strconv.AppendQuote([]byte("a:"), "x\n")
	b = strconv.AppendQuoteToASCII(b, "é")
	b = strconv.AppendQuoteToGraphic(b, "\u3000")
	b = strconv.AppendQuoteRune(b, '☺')
	b = strconv.AppendQuoteRuneToASCII(b, '☺')
	b = strconv.AppendQuoteRuneToGraphic(b, '\t')
	b = strconv.AppendBool(b, true)
	fmt.Println(string(b))
	for _, s := range []string{
		`""`, `"abc"`, `"\t\n\\\""`, `"\x41\101\u00e9\U0001F600"`, "`raw\\n`", "`a\r\nb`", `'x'`, `'\''`, `'\x00'`, `"é"`,
		``, `"`, `abc`, `"abc`, `'ab'`, `''`, `"\q"`, `"\x4"`, `"\400"`, `"\u12"`, `"\ud800"`, `"\U00110000"`, "\"a\nb\"", `"\'"`, `'\"'`, "`a`b`", "\"\xff\"",
	} {
		u, err := strconv.Unquote(s)
		fmt.Printf("%s -> %q %v; ", s, u, err)
	}
	fmt.Println()
	s := `\x41é\n\"rest`
	for len(s) > 0 {
		r, multi, tail, err := strconv.UnquoteChar(s, '"')
		fmt.Print(r, multi, tail, err, "; ")
		if err != nil {
			break
		}
		s = tail
	}
	_, _, _, err := strconv.UnquoteChar(`"`, '"')
	fmt.Println(err)
	for _, s := range []string{`"abc"def`, "`raw` tail", `'c'x`, `nope`, `"open`} {
		p, err := strconv.QuotedPrefix(s)
		fmt.Print(p, err, "; ")
	}
	for _, s := range []string{"1", "t", "T", "TRUE", "true", "True", "0", "f", "FALSE", "tRue", "", "yes"} {
		v, err := strconv.ParseBool(s)
		fmt.Print(v, err != nil, " ")
	}
	fmt.Println(strconv.FormatBool(false))
	bad := 0
	for r := rune(0); r < 0x3000; r++ {
		for _, q := range []string{strconv.Quote(string(r)), strconv.QuoteToASCII(string(r)), strconv.QuoteToGraphic(string(r))} {
			if u, err := strconv.Unquote(q); u != string(r) || err != nil {
				bad++
			}
		}
	}
	fmt.Println("bad:", bad)
}
