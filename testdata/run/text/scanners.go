// run

// text/scanner, unicode/utf16, unique, index/suffixarray, hash/maphash: small packages together.
package main

import (
	"fmt"
	"hash/maphash"
	"index/suffixarray"
	"slices"
	"strings"
	"text/scanner"
	"unicode/utf16"
	"unique"
)

type pair struct {
	a string
	b int
}

func main() {
	var s scanner.Scanner
	s.Init(strings.NewReader("x := 3.5e-2 + 'a' // c\n\"str\\n\" `raw` /* b */ 0x1F é_1 'bad 1_0 0b2 \"open\n"))
	s.Filename = "in"
	s.Mode = scanner.GoTokens &^ scanner.SkipComments
	s.Error = func(s *scanner.Scanner, msg string) { fmt.Print("[", s.Pos(), " ", msg, "] ") }
	for token := s.Scan(); token != scanner.EOF; token = s.Scan() {
		fmt.Printf("%v %s %q; ", s.Position, scanner.TokenString(token), s.TokenText())
	}
	fmt.Println(s.ErrorCount)
	s.Init(strings.NewReader("%var1 a-b"))
	s.IsIdentRune = func(ch rune, i int) bool { return ch == '%' && i == 0 || ch == '-' && i > 0 || ch >= 'a' && ch <= 'z' }
	for token := s.Scan(); token != scanner.EOF; token = s.Scan() {
		fmt.Printf("%s %q; ", scanner.TokenString(token), s.TokenText())
	}
	fmt.Println(s.Peek() == scanner.EOF)

	u := utf16.Encode([]rune("aé😀\U0010ffff"))
	fmt.Printf("%x %q %t %d\n", u, string(utf16.Decode(append(u, 0xd800, 'x', 0xdc00))), utf16.IsSurrogate(0xdfff), utf16.RuneLen('😀'))

	a, b := unique.Make(strings.Repeat("ab", 3)), unique.Make("ababab")
	p, q := unique.Make(pair{"x", 1}), unique.Make(pair{"x"[:1], 1})
	fmt.Println(a == b, a.Value(), p == q, p == unique.Make(pair{"x", 2}), unique.Make[any](1) == unique.Make[any](1))

	index := suffixarray.New([]byte("banana bandana"))
	at := index.Lookup([]byte("an"), -1)
	slices.Sort(at)
	fmt.Println(at, len(index.Lookup([]byte("na"), 2)), string(index.Bytes()[:6]))

	seed := maphash.MakeSeed()
	var h maphash.Hash
	h.SetSeed(seed)
	h.WriteString("abc")
	h.WriteByte('d')
	fmt.Println(h.Sum64() == maphash.String(seed, "abcd"), maphash.Bytes(seed, []byte("x")) == maphash.String(seed, "x"), maphash.Comparable(seed, pair{"a", 1}) == maphash.Comparable(seed, pair{"a", 1}), maphash.Comparable(seed, pair{"a", 1}) == maphash.Comparable(seed, pair{"a", 2}))
	type two struct{ a, b any }
	fmt.Println(maphash.Comparable(seed, two{0, struct{}{}}) == maphash.Comparable(seed, two{struct{}{}, 0}), maphash.Comparable(seed, two{"", 1.5}) == maphash.Comparable(seed, two{1.5, ""}))
}
