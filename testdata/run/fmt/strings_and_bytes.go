// run

// fmt: %s %q %x %X on strings, byte slices and arrays with width, precision and flags; booleans and pointers.
package main

import (
	"fmt"
	"strings"
)

type str string
type raw []byte

func main() {
	vals := []any{"", "abc", "héllo 世界", "a\x00\xff\n\"`", str("named"), []byte("bytes"), raw("raw"), [3]byte{'x', 'y', 'z'}, []string{"p", "q r"}, []byte(nil)}
	for _, f := range []string{"%s", "%10s|", "%-10s|", "%010s", "%.2s", "%8.3s|", "%q", "%+q", "%#q", "%# q", "%-12q|", "%.3q", "%x", "%X", "% x", "%#x", "%# X", "%.2x", "%8x|", "%v", "%+v", "%#v", "%d", "%t", "%T", "%.0s", "%5.1q|", "%#+q", "%b"} {
		fmt.Printf("%s:", f)
		for _, v := range vals {
			fmt.Printf(" ["+f+"]", v)
		}
		fmt.Println()
	}
	fmt.Printf("%t %5t|%-7t|%v %q\n", true, false, true, false, true)
	p := new(int)
	fmt.Println(strings.HasPrefix(fmt.Sprintf("%p", p), "0x"), fmt.Sprintf("%p", p) == fmt.Sprintf("%v", p), fmt.Sprintf("%#p", p) == fmt.Sprintf("%x", p), len(fmt.Sprintf("%20p", p)))
	fmt.Printf("%p %v %d %#v %+v %s\n", (*int)(nil), (*int)(nil), (*int)(nil), (*int)(nil), (*int)(nil), (*int)(nil))
	fmt.Printf("%p %p %v %v\n", []int(nil), map[int]int(nil), (chan int)(nil), (func())(nil))
	fmt.Printf("%p %d\n", 5, []any{nil, "s", 1})
	fmt.Printf("%s %v %d %q\n", nil, nil, nil, nil)
	fmt.Printf("%s|%v|%s\n", error(nil), any(nil), []any{nil, 1, "x", []int{1}, true})
	fmt.Printf("%5s|%-5s|%05s|%5v|%x\n", []string{"a", "bc"}, []string{"a"}, "x", []string{"z"}, []string{"hi", "é"})
	fmt.Printf("%.3s|%.10s|%3.2s|%-4.1s|\n", "世界您好", "short", "abcdef", "é!")
	fmt.Printf("%q %q %#q %+q\n", []string{"a b", "c"}, 'x', "back`tick", "\u00e9\U0001f600")
	fmt.Printf("%x %X %x\n", "hello", []byte{0xde, 0xad}, [2]string{"a", "b"})
	fmt.Printf("%s\n", strings.Repeat("ab", 40))
	fmt.Printf("%-20s|%20s|\n", "日本語", "日本語")
	fmt.Printf("%v %v\n", struct{ S string }{"x y"}, &struct{ B []byte }{[]byte("hi")})
	fmt.Printf("%6v|%-6v|%06v\n", "a", "b", "c")
}
