// run

// bytes: the functions mirroring package strings, on nil, empty and aliased slices.
package main

import (
	"bytes"
	"fmt"
	"slices"
	"unicode"
)

func main() {
	s := []byte("  the cat, the bat; Ünï ")
	fmt.Println(bytes.Index(s, []byte("the")), bytes.LastIndex(s, []byte("the")), bytes.Count(s, []byte("t")), bytes.Contains(s, nil), bytes.IndexByte(s, ','), bytes.LastIndexByte(s, 't'))
	fmt.Println(bytes.IndexRune(s, 'Ü'), bytes.IndexAny(s, ";,"), bytes.LastIndexAny(s, "tb"), bytes.IndexFunc(s, unicode.IsUpper), bytes.LastIndexFunc(s, unicode.IsPunct), bytes.ContainsAny(s, "xyz"), bytes.ContainsRune(s, 'ï'), bytes.ContainsFunc(s, unicode.IsDigit))
	fmt.Println(bytes.Equal(nil, []byte{}), bytes.Compare([]byte("a"), []byte("b")), bytes.Compare(nil, nil), bytes.Compare([]byte("ab"), []byte("a")), bytes.EqualFold(s, bytes.ToUpper(s)), bytes.HasPrefix(s, []byte("  t")), bytes.HasSuffix(s, []byte("x")))
	fmt.Printf("%q %q %q\n", bytes.TrimSpace(s), bytes.Fields(s), bytes.Split([]byte("a,b,"), []byte(",")))
	fmt.Printf("%q %q %q\n", bytes.Trim(s, " i"), bytes.TrimLeft(s, " th"), bytes.TrimRight(s, " ï"))
	fmt.Printf("%q %q %q\n", bytes.TrimPrefix(s, []byte("  ")), bytes.TrimSuffix(s, []byte("ï ")), bytes.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }))
	fmt.Printf("%q %q\n", bytes.TrimLeftFunc(s, unicode.IsSpace), bytes.TrimRightFunc(s, unicode.IsSpace))
	fmt.Printf("%q %q %q\n", bytes.SplitN(s, []byte("the"), 2), bytes.SplitAfter([]byte("1;2;"), []byte(";")), bytes.SplitAfterN([]byte("1;2;3"), []byte(";"), 2))
	fmt.Printf("%q %q %q\n", bytes.Join([][]byte{[]byte("a"), nil, []byte("c")}, []byte("-")), bytes.Repeat([]byte("ab"), 3), bytes.FieldsFunc(s, unicode.IsPunct))
	fmt.Printf("%q %q %q\n", bytes.Replace([]byte("oink oink"), []byte("k"), []byte("ky"), 1), bytes.ReplaceAll([]byte("oink"), []byte(""), []byte("-")), bytes.Map(func(r rune) rune {
		if r == 't' {
			return -1
		}
		return unicode.ToUpper(r)
	}, s))
	fmt.Printf("%q %q %q %q\n", bytes.ToUpper([]byte("straße")), bytes.ToLower([]byte("ÀB")), bytes.ToTitle([]byte("ǆ")), bytes.Title([]byte("two words")))
	fmt.Printf("%q %q %q\n", bytes.ToUpperSpecial(unicode.TurkishCase, []byte("i")), bytes.ToLowerSpecial(unicode.TurkishCase, []byte("I")), bytes.ToTitleSpecial(unicode.TurkishCase, []byte("i")))
	fmt.Printf("%q %v %q\n", bytes.ToValidUTF8([]byte("a\xffb"), []byte("?")), bytes.Runes([]byte("é\xff")), bytes.Clone(s[:4]))
	before, after, ok := bytes.Cut([]byte("k=v"), []byte("="))
	fmt.Printf("%q %q %t\n", before, after, ok)
	before, after, ok = bytes.CutLast([]byte("a.b.c"), []byte("."))
	fmt.Printf("%q %q %t\n", before, after, ok)
	after, ok = bytes.CutPrefix([]byte("pre-x"), []byte("pre-"))
	before, ok2 := bytes.CutSuffix([]byte("x.go"), []byte(".rs"))
	fmt.Printf("%q %t %q %t\n", after, ok, before, ok2)
	fmt.Printf("%q %q\n", slices.Collect(bytes.SplitSeq([]byte("x y"), []byte(" "))), slices.Collect(bytes.Lines([]byte("a\nb"))))
	fmt.Printf("%q %q %q\n", slices.Collect(bytes.FieldsSeq([]byte(" p q "))), slices.Collect(bytes.SplitAfterSeq([]byte("1,2"), []byte(","))), slices.Collect(bytes.FieldsFuncSeq([]byte("1x2"), unicode.IsLetter)))

	// Results that are subslices share memory and have their capacity cut.
	t := []byte("left|right")
	parts := bytes.Split(t, []byte("|"))
	parts[0][0] = 'L'
	parts[0] = append(parts[0], "!!!"...)
	fmt.Println(string(t), string(parts[0]), bytes.Clone(nil) == nil, bytes.Clone([]byte{}) == nil, bytes.TrimSpace([]byte("  ")) == nil)
}
