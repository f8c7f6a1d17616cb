// run

// regexp: syntax, leftmost-first and longest matches, submatches, replacement, splitting, errors; the one-pass,
// backtracking and NFA machines.
package main

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
)

func main() {
	patterns := []string{
		`abc`, `a*`, `(a|ab)(c|bcd)(d*)`, `^(\w+)\s*=\s*(.*?)\s*$`, `(?i)straße`, `(?m)^\d+$`, `(?s)a.b`, `[^\pL\s]+`, `\bfoo\b`, `(?P<year>\d{4})-(?P<month>\d{2})`,
		`(a+)(b+)?`, `x{2,4}?`, `[[:alpha:]]+[[:digit:]]`, `\Qa.b\E`, `(?:a|b)+$`, `é+`, `.\x{1F600}`, `()`, `a|`, `(a*)*`, `(?U)a+b`, `\A\z`,
	}
	texts := []string{"abcd abcbcd", "key = some value ", "STRASSE straße", "1\n22\nx3", "a\nb", "foo, barfoo foo!", "2024-02-29", "aaabbb xxxxx", "ééa.b😀", ""}
	for _, pattern := range patterns {
		re := regexp.MustCompile(pattern)
		fmt.Println(re, re.NumSubexp(), re.SubexpNames())
		for _, text := range texts {
			if at := re.FindAllStringSubmatchIndex(text, -1); at != nil {
				fmt.Printf("  %q %v\n", text, at)
			}
		}
		prefix, whole := re.LiteralPrefix()
		fmt.Printf("  prefix %q %t\n", prefix, whole)
	}
	longest := regexp.MustCompilePOSIX(`(a|ab)(c|bcd)(d*)`)
	fmt.Printf("%q\n", longest.FindStringSubmatch("abcd"))

	date := regexp.MustCompile(`(?P<y>\d+)-(?P<m>\d+)`)
	fmt.Println(date.ReplaceAllString("1999-12 2000-1", "${m}/$y $$ $x1 ${0}"), date.ReplaceAllLiteralString("1-2", "$1"))
	fmt.Println(date.ReplaceAllStringFunc("1-2 3-4", func(s string) string { return "<" + s + ">" }))
	fmt.Println(string(date.ExpandString(nil, "$m.$y", "7-8", date.FindStringSubmatchIndex("7-8"))), date.SubexpIndex("m"), date.SubexpIndex("z"))
	for _, sep := range []string{`,\s*`, `a*`, ``, `x`} {
		fmt.Printf("%q %q\n", regexp.MustCompile(sep).Split("a, b,,c aa", -1), regexp.MustCompile(sep).Split("a, b,,c", 2))
	}
	fmt.Println(regexp.QuoteMeta("[a.b]*$"), regexp.MustCompile(`o`).FindReaderIndex(strings.NewReader("héllo")))
	for _, bad := range []string{`a(b`, `a)b`, `[a`, `a**`, `*a`, `\8`, `(?P<n>a)(?P<n>b)`, `a{1001}`, `[z-a]`, `(?z)`, `\pX`, "a\xff", `\`, `(?<`, `x{2}{3}{400}`} {
		_, err := regexp.Compile(bad)
		fmt.Println(err)
		if e, ok := err.(*syntax.Error); ok {
			fmt.Printf("  %s %q\n", e.Code, e.Expr)
		}
	}
	// Longer than what the backtracker takes.
	long := strings.Repeat("ab", 200000) + "c"
	fmt.Println(len(regexp.MustCompile(`(?:ab)*c`).FindString(long)), regexp.MustCompile(`^(?:(a)|(b)|(c))*$`).FindStringSubmatchIndex(long))
	fmt.Println(regexp.MustCompile(`(a?){30}a{30}`).MatchString(strings.Repeat("a", 30)))
	parsed, err := syntax.Parse(`(?i)a[b-d]+?(e|f){2}$`, syntax.Perl)
	fmt.Println(parsed, parsed.Simplify(), err)
	prog, _ := syntax.Compile(parsed.Simplify())
	fmt.Println(prog)
	text, err := regexp.MustCompile(`a+`).MarshalText()
	fmt.Println(string(text), err)
}
