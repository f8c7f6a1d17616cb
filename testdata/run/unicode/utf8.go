// run

// unicode/utf8: encoding, decoding forwards and backwards, validity and counting, exhaustively at the borders.
package main

import (
	"fmt"
	"unicode/utf8"
)

func main() {
	for _, r := range []rune{0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdfff, 0xe000, 0xffff, 0x10000, 0x10ffff, 0x110000, -1} {
		buf := make([]byte, 4)
		n := utf8.EncodeRune(buf, r)
		d, size := utf8.DecodeRune(buf[:n])
		l, lsize := utf8.DecodeLastRune(buf[:n])
		fmt.Printf("%x: % x len %d valid %t back %x/%d %x/%d append % x\n", r, buf[:n], utf8.RuneLen(r), utf8.ValidRune(r), d, size, l, lsize, utf8.AppendRune([]byte("a"), r))
	}
	for _, s := range []string{"", "a", "é世😀", "a\xff", "\xc3", "\xc3\x28", "\xe4\xb8", "\xf0\x9f\x98\x80x", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80\x80", "\xc0\x80"} {
		r, n := utf8.DecodeRuneInString(s)
		l, m := utf8.DecodeLastRuneInString(s)
		fmt.Printf("%q %t %t %d %d %x/%d %x/%d %t %t\n", s, utf8.ValidString(s), utf8.Valid([]byte(s)), utf8.RuneCountInString(s), utf8.RuneCount([]byte(s)), r, n, l, m, utf8.FullRuneInString(s), utf8.FullRune([]byte(s)))
	}
	fmt.Println(utf8.RuneStart(0x80), utf8.RuneStart('a'), utf8.RuneStart(0xe4), utf8.RuneError, utf8.UTFMax, utf8.MaxRune, utf8.RuneSelf)

	// Every pair and triple of bytes: counts of valid strings and of runes.
	valid, runes := 0, 0
	for a := range 256 {
		for b := range 256 {
			s := string([]byte{byte(a), byte(b)})
			if utf8.ValidString(s) {
				valid++
			}
			runes += utf8.RuneCountInString(s)
			n := 0
			for range s {
				n++
			}
			if n != utf8.RuneCountInString(s) || n != len([]rune(s)) {
				fmt.Println("mismatch", a, b)
			}
			if a >= 0xe0 && a < 0xf0 {
				for _, c := range []byte{0x41, 0x80, 0xbf, 0xc0} {
					t := s + string([]byte{c})
					if utf8.ValidString(t) {
						valid++
					}
					runes += utf8.RuneCountInString(t)
				}
			}
		}
	}
	fmt.Println(valid, runes)
	bad := 0
	for r := rune(0); r <= utf8.MaxRune; r++ {
		var buf [4]byte
		n := utf8.EncodeRune(buf[:], r)
		d, m := utf8.DecodeRune(buf[:n])
		if r >= 0xd800 && r < 0xe000 {
			if d != utf8.RuneError || n != 3 {
				bad++
			}
		} else if d != r || n != m || n != utf8.RuneLen(r) || string(r) != string(buf[:n]) {
			bad++
		}
	}
	fmt.Println("bad:", bad)
}
