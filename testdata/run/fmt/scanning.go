// run

// fmt: Sscan, Sscanf, Sscanln with all types, widths, bases, custom Scanners, and error texts.
package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

type hex int

func (h *hex) Scan(s fmt.ScanState, verb rune) error {
	s.SkipSpace()
	tok, err := s.Token(false, func(r rune) bool { return unicode.Is(unicode.ASCII_Hex_Digit, r) })
	if err != nil {
		return err
	}
	w, ok := s.Width()
	_, err = fmt.Sscanf(string(tok), "%x", (*int)(h))
	fmt.Printf("<%c %d %t>", verb, w, ok)
	return err
}

func main() {
	var (
		i    int
		i8   int8
		u    uint
		f    float64
		f32  float32
		c    complex128
		s, t string
		b    bool
		r    rune
		bs   []byte
		h    hex
	)
	fmt.Println(fmt.Sscan("42 -7 0x1F 1e3 2.5 (1+2i) word é\ntrue", &i, &i8, &u, &f, &f32, &c, &s, &t, &b))
	fmt.Println(i, i8, u, f, f32, c, s, t, b)
	fmt.Println(fmt.Sscan("0b101 0o17 1_000 bytes beef", &i, &i8, &u, &bs, &h))
	fmt.Println(i, i8, u, string(bs), h)
	for _, in := range []string{"", "x", "300", "-", "1.5", " 12 "} {
		n, err := fmt.Sscan(in, &i8)
		fmt.Print(n, " ", err, " ", i8, "; ")
	}
	fmt.Println()
	fmt.Println(fmt.Sscanln("1 2", &i, &u))
	fmt.Println(fmt.Sscanln("1\n2", &i, &u))
	fmt.Println(fmt.Sscanln("1 2 3", &i, &u))
	for _, cs := range []struct{ format, in string }{
		{"%d,%d", "5,6"}, {"%d %d", "5\n6"}, {"%d %d", "5  6"}, {"(%d-%d)", "(7-8)"}, {"%3d%d", "12345"}, {"%x:%o", "ff:17"}, {"%5d%%%d", "  50%3"}, {"a%db%d", "a1c2"}, {"%d", "abc"}, {"%d\n%d", "1\n2"}, {"%v,%v", "0x10,010"}, {"%b %d", "101 7"}, {"%d", "99999999999999999999"}, {"%z", "1"}, {"%d %d", "1"}, {"", "x"},
	} {
		a, z := -1, -1
		n, err := fmt.Sscanf(cs.in, cs.format, &a, &z)
		fmt.Print(cs.format, ": ", n, " ", err, " ", a, " ", z, "; ")
	}
	fmt.Println()
	fmt.Println(fmt.Sscanf("abc 世 \"quoted \\n\" 68656c 1.5e2 t", "%3s %c %q %x %g %t", &s, &r, &t, &bs, &f, &b))
	fmt.Printf("%q %q %q %q %v %v\n", s, r, t, bs, f, b)
	fmt.Println(fmt.Sscanf("`raw` beef!", "%q %4v!", &s, &h))
	fmt.Println(s, int(h))
	fmt.Println(fmt.Sscanf("12 34", "%d %s", &i, &s))
	fmt.Println(fmt.Sscan("5", i))
	fmt.Println(fmt.Sscan("5", struct{}{}))
	rd := strings.NewReader("1 2 3\n4 5\nrest of input")
	for range 6 {
		n, err := fmt.Fscan(rd, &i)
		fmt.Print(n, " ", err, " ", i, "; ")
	}
	left, _ := io.ReadAll(rd)
	fmt.Printf("%q\n", left)
	rd = strings.NewReader("a 1\nb 2\n\nc 3")
	for {
		n, err := fmt.Fscanln(rd, &s, &i)
		fmt.Print(n, " ", err, " ", s, i, "; ")
		if err == io.EOF || rd.Len() == 0 {
			break
		}
	}
	fmt.Println()
	var p *int
	type myStr string
	var ms myStr
	var mi int16
	fmt.Println(fmt.Sscan("named 7", &ms, &mi))
	fmt.Println(ms, mi, p == nil)
}
