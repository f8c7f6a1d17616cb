// run

// Type identity: local types with the same name, shadowed names, aliases, unnamed types, and names of other packages.
package main

import (
	"fmt"
	str "strings"
)

type T struct{ a int }

var strings = "a variable named like a package"

func localA() any { type T struct{ a int }; return T{1} }
func localB() any { type T struct{ a int }; return T{1} }

func nested() (out []any) {
	type T int
	out = append(out, T(1))
	{
		type T string
		out = append(out, T("x"))
		{
			type T = float64
			out = append(out, T(2.5))
		}
	}
	for i := range 2 {
		type T [2]int
		out = append(out, T{i})
	}
	return append(out, T(3))
}

func shadows(len int, string bool) (int, bool) {
	nil := 5
	true := false
	append := func(a, b int) int { return a*10 + b }
	type int32 = uint8
	var x int32 = 200
	x += 100
	iota := append(len, nil)
	return iota + int(x), string || true
}

func fmtShadow() (s string) {
	fmt := func(x int) string { return str.Repeat("#", x) }
	return fmt(3)
}

type main2 = T
type ünïcode struct{ 世界 int }

func (ü ünïcode) größe() int { return ü.世界 }

var (
	x = 1
	y = func() int { x := 10; x++; return x }() + x
)

func params(x int) int {
	if x := x * 2; x > 5 {
		x := x + 1
		return x
	} else if y := x + 100; y > 0 {
		return y
	}
	return x
}

func main() {
	a, b := localA(), localB()
	_, ok1 := a.(T)
	fmt.Println(a == b, ok1, a == localA(), any(T{1}) == any(main2{1}))
	fmt.Printf("%T %T %v\n", a, b, strings)
	for _, v := range nested() {
		fmt.Printf("%T=%v ", v, v)
	}
	fmt.Println()
	fmt.Println(shadows(7, false))
	fmt.Println(fmtShadow(), ünïcode{5}.größe(), x, y, params(1), params(3))
	var u1 any = struct {
		A int
		b string
	}{1, "x"}
	_, ok := u1.(struct {
		A int
		b string
	})
	_, ok2 := u1.(struct {
		b string
		A int
	})
	fmt.Println(ok, ok2)
	var f any = func(int, ...string) error { return nil }
	_, ok = f.(func(a int, b ...string) (err error))
	_, ok2 = f.(func(int, []string) error)
	fmt.Println(ok, ok2)
	var i any = (*interface{ M(int) })(nil)
	_, ok = i.(*interface{ M(x int) })
	_, ok2 = i.(*interface{ m(int) })
	fmt.Println(ok, ok2)
	_, ok = any(map[string][]byte{}).(map[string][]uint8)
	_, ok2 = any([]rune{}).([]int32)
	_, ok3 := any([3]any{}).([3]interface{})
	_, ok4 := any(make(chan<- int)).(chan<- int)
	fmt.Println(ok, ok2, ok3, ok4)
	x, y := y, x
	fmt.Println(x, y)
	switch x := any(x).(type) {
	case int:
		y := x + 1
		fmt.Println(x, y)
	}
	{
		x, z := "inner", 1
		fmt.Println(x, z)
	}
	x, z := 99, 100 // assigns x, declares z
	fmt.Println(x, z)
	const c = 1
	{
		const c = c + 1
		fmt.Println(c)
	}
L:
	for L := 0; ; L++ {
		if L > 2 {
			break L
		}
	}
	var main = func(n int) int { return n }
	fmt.Println(main(5))
}
