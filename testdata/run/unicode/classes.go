// run

// unicode: classification, case, tables, ranges and folding, summed over all code points.
package main

import (
	"fmt"
	"unicode"
)

func main() {
	tests := []struct {
		name string
		f    func(rune) bool
	}{
		{"Control", unicode.IsControl}, {"Digit", unicode.IsDigit}, {"Graphic", unicode.IsGraphic}, {"Letter", unicode.IsLetter}, {"Lower", unicode.IsLower}, {"Mark", unicode.IsMark},
		{"Number", unicode.IsNumber}, {"Print", unicode.IsPrint}, {"Punct", unicode.IsPunct}, {"Space", unicode.IsSpace}, {"Symbol", unicode.IsSymbol}, {"Title", unicode.IsTitle}, {"Upper", unicode.IsUpper},
	}
	for _, t := range tests {
		n, sum := 0, uint32(0)
		for r := rune(0); r <= unicode.MaxRune; r += 1 {
			if t.f(r) {
				n++
				sum = sum*31 + uint32(r)
			}
		}
		fmt.Println(t.name, n, sum, t.f('a'), t.f('Z'), t.f('5'), t.f(' '), t.f('é'), t.f('世'), t.f(0x10ffff), t.f(-1))
	}
	sum := uint32(0)
	for r := rune(0); r <= 0x1ffff; r++ {
		sum = sum*33 + uint32(unicode.ToUpper(r)^unicode.ToLower(r)*3^unicode.ToTitle(r)*5^unicode.SimpleFold(r)*7)
	}
	fmt.Println(sum)
	fmt.Println(unicode.Is(unicode.Han, '世'), unicode.In('α', unicode.Latin, unicode.Greek), unicode.IsOneOf([]*unicode.RangeTable{unicode.Letter, unicode.Digit}, '5'), unicode.Is(unicode.Cyrillic, 'Я'), unicode.Is(unicode.White_Space, '\u2003'), unicode.Is(unicode.Hex_Digit, 'f'))
	fmt.Println(string(unicode.To(unicode.UpperCase, 'ß')), string(unicode.To(unicode.TitleCase, 'ǆ')), unicode.To(99, 'x'), string(unicode.TurkishCase.ToUpper('i')), string(unicode.TurkishCase.ToLower('I')), string(unicode.AzeriCase.ToTitle('i')))
	for _, r := range []rune{'A', 'k', 'ſ', '1', 'ς', 0x1e9e, -2} {
		fmt.Print(string(r), "->", string(unicode.SimpleFold(r)), " ")
	}
	fmt.Println(len(unicode.Scripts) > 150, len(unicode.Categories) > 30, len(unicode.Properties) > 30, unicode.Version, unicode.CategoryAliases["Letter"], unicode.FoldCategory["L"] != nil, len(unicode.CaseRanges) > 100)
	own := &unicode.RangeTable{R16: []unicode.Range16{{'a', 'z', 2}, {0x100, 0x110, 1}}, R32: []unicode.Range32{{0x20000, 0x20010, 16}}, LatinOffset: 1}
	for _, r := range []rune{'a', 'b', 'y', 0x108, 0x20000, 0x20001, 0x20010} {
		fmt.Print(unicode.Is(own, r), " ")
	}
	fmt.Println(unicode.MaxASCII, unicode.MaxLatin1, unicode.ReplacementChar)
}
