// run

// copy handles overlap in both directions, returns the count copied, and takes strings as source.
package main

import "fmt"

type big struct {
	n    int
	name string
	next *big
}

func seq(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func main() {
	s := seq(10)
	fmt.Println(copy(s[2:], s), s)
	s = seq(10)
	fmt.Println(copy(s, s[3:]), s)
	s = seq(10)
	fmt.Println(copy(s[1:4], s[2:9]), s)
	s = seq(10)
	fmt.Println(copy(s, s), copy(s, []int(nil)), copy([]int(nil), s), copy(s[:0], s), copy(s[9:], s), s)

	b := make([]byte, 5)
	fmt.Println(copy(b, "héllo wörld"), string(b), copy(b[3:], "xyz"), string(b), copy(b, ""))
	copy(b[1:], b)
	fmt.Println(string(b))

	// Sizes and distances around the vector widths.
	bad := 0
	for n := 0; n < 140; n++ {
		for _, d := range []int{0, 1, 3, 7, 8, 15, 16, 17, 31, 33, 64} {
			buf := make([]byte, n+d+8)
			for i := range buf {
				buf[i] = byte(i * 7)
			}
			copy(buf[d:d+n], buf[:n])
			for i := range buf {
				want := byte(i * 7)
				if i >= d && i < d+n {
					want = byte((i - d) * 7)
				}
				if buf[i] != want {
					bad++
				}
			}
			for i := range buf {
				buf[i] = byte(i * 5)
			}
			copy(buf[:n], buf[d:d+n])
			for i := range buf {
				want := byte(i * 5)
				if i < n {
					want = byte((i + d) * 5)
				}
				if buf[i] != want {
					bad++
				}
			}
		}
	}
	fmt.Println("bad:", bad)

	gs := []big{{1, "a", nil}, {2, "b", nil}, {3, "c", nil}}
	gs[0].next = &gs[2]
	copy(gs[1:], gs)
	fmt.Println(gs[0].n, gs[1].n, gs[2].n, gs[1].next.name)
	fs := []func() string{func() string { return "f" }, func() string { return "g" }, nil}
	copy(fs[1:], fs[:2])
	fmt.Println(fs[0](), fs[1](), fs[2]())
	ifs := make([]any, 2)
	fmt.Println(copy(ifs, []any{1, "x", 3}), ifs)
	fmt.Println(copy(make([]struct{}, 3), make([]struct{}, 5)))
}
