// run

// fmt: every integer verb with widths, precisions and flags, for signed and unsigned types of all sizes.
package main

import "fmt"

type myInt int16

func main() {
	for _, f := range []string{"%d", "%5d", "%-5d|", "%05d", "%+d", "% d", "%+05d", "%.4d", "%8.4d", "%-8.4d|", "%.0d", "%x", "%X", "%#x", "%#X", "%08x", "%#08x", "% x", "%o", "%#o", "%O", "%b", "%#b", "%c", "%q", "%U", "%#U", "%10q", "%e", "%s", "%t", "%v", "%#v", "%T", "%-+8d|", "%+-8x|", "%020b", "%#+q", "%.3x", "%+q"} {
		fmt.Printf("%s:", f)
		for _, v := range []any{0, 7, -42, int8(-128), uint8(200), int64(-1 << 63), uint64(1<<64 - 1), myInt(300), 'é', uintptr(4096)} {
			fmt.Printf(" ["+f+"]", v)
		}
		fmt.Println()
	}
	fmt.Printf("%*d|%-*d|%.*d|%*.*d|%[2]*[1]d|%[1]*d\n", 5, 1, 5, 2, 3, 7, 6, 3, 9)
	fmt.Printf("%[2]d %[1]d %d %[1]x %[3]*.[2]*[1]d|\n", 12, 3, 8)
	fmt.Printf("%*d %*d\n", -5, 3, 1<<30, 4)
	fmt.Printf("%d %d\n", 1)
	fmt.Printf("%d\n", 1, "extra", 2.5)
	fmt.Printf("%!\n%z %-\n", 5)
	fmt.Printf("%[5]d %[x]d %[]d %[1]\n", 1)
	fmt.Printf("%.d|%.-3d|%99999999d\n", 0, 5, 3)
	fmt.Printf("%d%%%c%v\n", 50, 0x1F600, -1)
	fmt.Printf("%x %X %d %v\n", []int{10, 255}, []uint8{10, 255}, []int8{-1, 1}, [3]uint16{1, 2, 3})
	fmt.Printf("%06d|%6d|%-6d|%x\n", []int{1, -2}, []int{1, -2}, []int{1, -2}, [2]bool{true, false})
	fmt.Printf("%s %v %d\n", []byte("bytes"), []byte("bytes"), []byte("by"))
	fmt.Printf("%6.3v|%+v|%#v|%#v|%#v\n", 5, -3, uint8(3), 'x', uintptr(9))
	fmt.Printf("%c|%5c|%-5c|%05c|%q|%#q|%+q\n", 'x', 'y', 'z', 'w', '\n', '`', '世')
	fmt.Printf("%U %#U %08U %#.6U %-12U|\n", 'a', '⌘', 0x1F600, 'b', 0x10FFFF)
	fmt.Printf("%q %q %c %U\n", 0x110000, -1, -5, -1)
}
