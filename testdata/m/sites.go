// m -m -l

package main

import "fmt"

type T struct{ a, b int }

func (t *T) ptr() int { return t.a }
func (t T) val() int  { return t.b }

var sink any

func literals(n int, s string, bs []byte) {
	_ = &T{1, 2}
	_ = []int{1, 2, 3}
	_ = map[string]int{"a": 1}
	_ = [2]*T{{1, 2}, {}}
	_ = new(T)
	_ = make([]int, 10)
	_ = make([]int, n)
	_ = make([]byte, 1<<20)
	_ = make(map[int]int)
	_ = make(map[int]int, n)
	_ = make(chan int)
	_ = append([]int(nil), n)
	sink = &T{}
	sink = []int{n}
	sink = make([]int, n)
	sink = make([]struct{}, 3)
	sink = append([]int{}, n)
}

func strings(n int, s string, bs []byte, rs []rune) {
	_ = s + "x" + s
	_ = string(bs)
	_ = string(rs)
	_ = []rune(s)
	_ = []byte(s)
	_ = string(rune(n))
	sink = s + s
	sink = string(bs)
	if string(bs) == s {
		return
	}
	b := []byte(s)
	b[0] = 'x'
	for range []byte(s) {
	}
}

func values(n int, s string, f float64, t T) {
	const c = 5
	fmt.Println(n, s, f, t, c, "text", 'x', 1.5, true, nil, n+1, -n, !true)
	fmt.Println(&n, len(s), s[1:], t.a, struct{}{}, [0]int{}, any(n), error(nil))
	x := 3
	fmt.Println(x)
	k := 20
	_ = make([]int, k)
	l := len([]int{1, 2})
	_ = make([]int, l)
	var i any = n
	if i == 7 {
		return
	}
	panic("no")
}

func methods(t *T) {
	f := t.ptr
	g := t.val
	h := (*T).ptr
	sink = f
	_, _ = g, h
}

func large() int {
	var x [1 << 18]byte
	var y [100]byte
	return len(x[:]) + len(y[:])
}

func main() {
	literals(1, "", nil)
}
