// run

// Dense, sparse, negative, overlapping-by-order and type-limited switches, as jump tables and searches.
package main

import "fmt"

func dense(n int) int {
	switch n {
	case 0:
		return 10
	case 1:
		return 11
	case 2:
		return 12
	case 3:
		return 13
	case 4:
		return 14
	case 5:
		return 15
	case 6:
		return 16
	case 7:
		return 17
	case 8:
		return 18
	case 9:
		return 19
	case 11:
		return 21
	}
	return -1
}

func negative(n int8) string {
	switch n {
	case -128:
		return "min"
	case -3, -2, -1:
		return "neg"
	case 0:
		return "zero"
	case 1, 2, 3, 4, 5, 6, 7, 8:
		return "small"
	case 126, 127:
		return "max"
	}
	return "other"
}

func unsigned(n uint64) int {
	switch n {
	case 1<<64 - 1:
		return 1
	case 1 << 63:
		return 2
	case 1<<63 - 1:
		return 3
	case 0, 1, 2:
		return 4
	case 1 << 32:
		return 5
	case 1<<32 + 1, 1<<32 + 2, 1<<32 + 3, 1<<32 + 4:
		return 6
	}
	return 0
}

func runes(r rune) (n int) {
	switch {
	case r < 0:
		n = 1
	case r < 'a', r > 0x1F600:
		n = 2
	case 'a' <= r && r <= 'z':
		n = 3
	default:
		n = 4
	}
	return
}

func fallthroughs(n byte) (s string) {
	switch n {
	case 'a':
		s += "a"
		fallthrough
	case 'b':
		s += "b"
		fallthrough
	case 'c':
		s += "c"
	case 'd':
		s += "d"
		fallthrough
	default:
		s += "!"
	case 'e':
		s += "e"
	}
	return
}

func floats(f float64) int {
	switch f {
	case 0:
		return 0
	case 0.5, 1.5:
		return 1
	case 1e300:
		return 2
	}
	return 3
}

type state uint8

const (
	idle state = iota
	busy
	done
	broken
)

func (s state) next(ok bool) state {
	switch s {
	case idle:
		return busy
	case busy:
		if ok {
			return done
		}
		return broken
	case done, broken:
		return idle
	}
	panic("no state")
}

func nested(a, b int) int {
	switch a {
	case 1:
		switch b {
		case 1:
			return 11
		case 2:
			break
		default:
			return 19
		}
		return 12
	case 2:
		for {
			switch b++; b {
			case 5:
				return 25
			case 100:
				break
			}
			if b > 100 {
				break
			}
		}
		return 29
	}
	return 0
}

func main() {
	for n := -2; n < 14; n++ {
		fmt.Print(dense(n), " ")
	}
	fmt.Println(dense(1<<40), dense(1<<32))
	for _, n := range []int8{-128, -127, -4, -3, -1, 0, 1, 8, 9, 125, 126, 127} {
		fmt.Print(negative(n), " ")
	}
	fmt.Println()
	for _, n := range []uint64{0, 2, 3, 1<<63 - 1, 1 << 63, 1<<63 + 1, 1<<64 - 1, 1 << 32, 1<<32 + 3, 1<<32 + 5, 1<<32 - 1} {
		fmt.Print(unsigned(n), " ")
	}
	fmt.Println(runes(-1), runes('A'), runes('m'), runes('é'), runes(0x1F601))
	for _, b := range []byte("abcdefz") {
		fmt.Print(fallthroughs(b), " ")
	}
	z := 0.0
	fmt.Println(floats(-z), floats(0.5), floats(1e300), floats(z/z), floats(0.1+0.2))
	s := idle
	for i := range 7 {
		s = s.next(i != 4)
		fmt.Print(s, " ")
	}
	fmt.Println(nested(1, 1), nested(1, 2), nested(1, 3), nested(2, 0), nested(2, 7), nested(3, 3))
}
