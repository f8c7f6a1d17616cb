// run

// Strings from integers, runes and bytes, and back; values that are no code point become U+FFFD.
package main

import "fmt"

type (
	text  string
	octet byte
	rn    rune
	raw   []byte
	point []rune
	bits  []octet
)

//go:noinline
func ofInt(r rune) string { return string(r) }

func main() {
	for _, r := range []rune{0, 'A', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdfff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x10ffff, 0x110000, -1, 1 << 30} {
		fmt.Printf("%x:%x ", r, ofInt(r))
	}
	fmt.Println()
	b := []byte("h\xffé世🙂")
	s := string(b)
	rs := []rune(s)
	fmt.Println(len(s), len(rs), cap(rs) >= len(rs), rs)
	b[0] = 'H'
	fmt.Printf("%q %q %q\n", s, b, string(rs))
	rs[0] = -5
	fmt.Printf("%+q %x\n", string(rs), string(rs))

	t := text("abc")
	fmt.Println(string(t)+"d", []byte(t), []rune(t), text(raw(t)), raw(t), point(t), string(point(t)))
	fmt.Println(string(bits(t)), bits("xy"), string([]rn{'p', 'q'}), text([]rn{0x4e16}))
	fmt.Println(string(byte(65)), string(rune(octet(200))), string(rn(0x263a)))
	var nilBytes []byte
	fmt.Println(string(nilBytes) == "", []byte("") == nil, []rune("") == nil, len(string([]rune(nil))))

	// The copies are independent of their source.
	src := []byte("mutable")
	str := string(src)
	key := map[string]int{string(src): 1}
	copy(src, "MUT")
	fmt.Println(str, key[str], key[string(src)], string(src) == "MUTable", string(src) < str)
	for i, c := range []byte(str) {
		if i == 3 {
			break
		}
		fmt.Print(c, " ")
	}
	for i, c := range []rune("aé") {
		fmt.Print(i, ":", c, " ")
	}
	fmt.Println()
	fmt.Println("<" + string(src[:3]) + "|" + string(src[3:]) + ">")
	switch string(src) {
	case "MUTable":
		fmt.Println("matched")
	}
}
