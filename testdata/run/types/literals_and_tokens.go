// run

// Literal forms and lexical corners: number bases, underscores, rune and string escapes, semicolons, comments.
package main

import "fmt"

type t struct{ f func() }

func add(a, b int,
) int {
	return a +
		b
}

func main() {
	fmt.Println(0, 00, 007, 0o17, 0o17, 0b1010, 0b11, 0xFf, 0x_dead_beef, 1_000_000, 0_17, 0x1p4, 0x.8p1, 0x1.8p-1, 1e3, 1e-2, .5, 5., 0.5e+1, 1_0.2_5, 0777.5, 08.5, 1i, 0x10i, 0b11i, 1.5e2i, 17i)
	fmt.Println('a', '\a', '\b', '\f', '\n', '\r', '\t', '\v', '\\', '\'', '\000', '\377', '\x7f', '\u00e9', '\U0010FFFF', 'é', '世', '"')
	fmt.Printf("%q %q %q\n", "\"'\x41\101\u0041\U00000041\xff\377", `a\n"b`, "")
	fmt.Println(len("\u00e9\xe9"), len(`line1
line2`), "a" /* comment */ +"b", 1 /* one */ +2)
	x, y := 5, 3
	z := x - -y
	w := x - - -y
	v := +x ^ -y
	fmt.Println(z, w, v, x&^y, x&^-y, !!true, ^^x, -(-x), - -x)
	p := &x
	q := &p
	fmt.Println(**q**p, x / *p, *p**p, x<<1>>1, x&y|x^y)
	var c chan<- <-chan int
	d := make(chan (<-chan int), 1)
	c = d
	e := make(chan int, 1)
	c <- e
	e <- 7
	fmt.Println(<-<-d)
	if (t{}).f == nil {
		fmt.Println("parenthesised composite")
	}
	for i := range [...]int{1, 2} {
		fmt.Print(i, ";")
	}
	func() {}()
	{
	}
	switch x := x; {
	case x > 1:
		fmt.Println("init only")
	}
	a := []struct{ x, y int }{{1, 2},
		{3, 4},
	}
	fmt.Println(a, add(1,
		2,
	), len([]int{
		1,
	}))
	goto done
done:
	var (
		m = map[string]interface{ M() }{"k": nil}
		n = [][]int{{}, {1}}
		f = func(a, b int, c ...string) (int, error) { return a, nil }
	)
	r, _ := f(1, 2, "x")
	fmt.Println(m, n, r)
	const (
		big    = 1 << 62
		Δ      = 'Δ'
		_x9    = "underscore"
		a1, b1 = 1, "b"
	)
	fmt.Println(big, Δ, _x9, a1, b1)
	type 型 = int
	var 変数 型 = 3
	fmt.Println(変数) // trailing comment without newline at the end
	/* block
	   comment */fmt.Println("after comment")
}
