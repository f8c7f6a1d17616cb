// run

// When an operand variable is changed by a call in the same expression, the value read is the one gc reads.
package main

import "fmt"

var g = 1

func setG(n int) int { g = n; return n * 100 }

type T struct{ a, b int }

func (t *T) set(n int) int { t.a, t.b = n, n; return n }

func pass(vs ...int) []int { return vs }

func main() {
	g = 1
	fmt.Println(g+setG(2), g)
	g = 1
	fmt.Println(setG(2)+g, g)
	g = 1
	fmt.Println(pass(g, setG(3), g))
	x := 1
	f := func() int { x++; return x * 10 }
	fmt.Println(x + f())
	fmt.Println(f() + x)
	fmt.Println(pass(x, f(), x, f(), x))
	y := x + f() + x
	fmt.Println(y)
	t := T{1, 1}
	fmt.Println(t.a+t.set(5)+t.b, t)
	fmt.Println(pass(t.a, t.set(7), t.b))
	arr := [2]int{1, 2}
	h := func() int { arr[0], arr[1] = 50, 60; return 1 }
	fmt.Println(pass(arr[0], h(), arr[1]))
	s := []int{1, 2}
	k := func() int { s[0] = 9; s = []int{100, 200}; return 0 }
	fmt.Println(pass(s[0], k(), s[1]))
	p := &x
	x = 1
	q := func() int { *p = 77; return 1 }
	fmt.Println(pass(*p, q(), *p, x))
	x = 5
	r := func() int { p = new(int); return 3 }
	fmt.Println(pass(*p+r(), x))
	str := "a"
	u := func() string { str = "changed"; return "|" }
	fmt.Println(str + u() + str)
	var i any = 1
	v := func() any { i = "new"; return 2 }
	fmt.Println([]any{i, v(), i})
	a, b := x, f()
	fmt.Println(a, b)
	m := map[string]int{"k": 1}
	w := func() int { m["k"] = 2; return 0 }
	fmt.Println(pass(m["k"], w(), m["k"]))
	z := T{x, f()}
	fmt.Println(z)
	lit := []int{x, f(), x}
	fmt.Println(lit)
	fnv := func() int { return 1 }
	set := func() int { fnv = func() int { return 2 }; return 10 }
	fmt.Println(fnv()+set()+fnv(), pass(set()))
}
