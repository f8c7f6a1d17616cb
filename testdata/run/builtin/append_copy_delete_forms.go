// run

// Builtins as statements, in go and defer, on parenthesised and aliased types, with conversions of their arguments.
package main

import "fmt"

type buf []byte
type m map[string]*int
type text string

func fill() []byte { calls++; return make([]byte, 3) }

var calls int

func main() {
	var b buf
	b = append(b, 'a', 98, "c"[0])
	b = append(b, "def"...)
	b = append(b, text("ghi")...)
	b = append(b, b[:2]...)
	fmt.Println(string(b), len(b))
	n := copy(b, text("XYZ"))
	fmt.Println(n, string(b), copy(b[2:], b[5:]), string(b))
	fmt.Println(len(fill()), cap(fill()), calls, len(text("é")), len([...]int{5: 1}), cap(([2]int{})))
	x := 1
	mm := m{"a": &x, "b": nil}
	delete(mm, "a")
	delete(mm, "zz")
	fmt.Println(len(mm), mm["b"] == nil)
	c := complex(float32(1), 2)
	fmt.Printf("%T %T %T %v\n", c, real(c), imag(1i), real(c)*imag(c))
	const cc = complex(1, 2.5)
	fmt.Println(cc, real(cc), imag(cc), real(2), imag('a'))
	var iface any = append([]any(nil), 1, nil, "x")
	fmt.Println(iface, len(iface.([]any)))
	s := make([]int, 2, 10)
	s = append(s[:1], append(s[1:2], 5, 6)...)
	fmt.Println(s)
	fs := append([]func(int) int(nil), func(i int) int { return i + 1 })
	fs = append(fs, fs[0])
	fmt.Println(len(fs), fs[1](fs[0](1)))
	var arr [4]int
	fmt.Println(copy(arr[:], []int{1, 2, 3, 4, 5}), arr, copy(arr[1:], arr[:]), arr)
	ch := make(chan int, 4)
	ch <- 1
	done := make(chan bool)
	go func() { defer close(done); defer close(ch) }()
	<-done
	fmt.Println(len(ch), cap(ch))
	e := append([]error{}, nil, fmt.Errorf("e"))
	fmt.Println(e)
	grid := make([][]rune, 2)
	for i := range grid {
		grid[i] = append(grid[i], []rune("ab")...)
	}
	grid[1] = append(grid[1][:0:0], grid[1]...)
	grid[0][0] = 'z'
	fmt.Println(string(grid[0]), string(grid[1]))
	defer func() { fmt.Println(recover()) }()
	panic(append([]string{"panic with"}, "append")[1])
}
