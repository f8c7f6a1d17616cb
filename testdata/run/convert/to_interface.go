// run

// Values of every kind survive the trip into and out of an interface, and boxes do not alias their source.
package main

import "fmt"

type empty struct{}
type one struct{ p *int }
type wide struct {
	a, b, c int64
	s       string
}
type ptrArray [1]*int
type fn func() int

func round[T comparable](v T) {
	var i any = v
	w := v
	got, ok := i.(T)
	fmt.Printf("%T %v %t %t\n", i, ok, got == w, i == any(v))
}

//go:noinline
func box(v any) any { return v }

func main() {
	n := 7
	round(true)
	round(int8(-5))
	round(uint8(255))
	round(uint16(65535))
	round(rune(0x10FFFF))
	round(uint64(1<<64 - 1))
	round(uintptr(9))
	round(float32(1.5))
	round(2.5)
	round(complex64(1 + 2i))
	round(3 + 4i)
	round("text")
	round("")
	round(&n)
	round(empty{})
	round(one{&n})
	round(wide{1, 2, 3, "w"})
	round(ptrArray{&n})
	round([0]int{})
	round([2]string{"a", "b"})
	round(make(chan int))
	round(error(nil))

	// The box holds a copy.
	w := wide{a: 1}
	i := box(w)
	w.a = 2
	fmt.Println(i.(wide).a, w.a)
	j := i
	x := j.(wide)
	x.b = 5
	fmt.Println(i.(wide).b, x.b)
	a := [3]int{1, 2, 3}
	k := box(a)
	a[0] = 9
	fmt.Println(k, a)
	f := box(fn(func() int { return n }))
	n = 8
	fmt.Println(f.(fn)())
	for v := range 3 {
		k = box(v * 1000)
		fmt.Print(k, " ")
	}
	fmt.Println(box(nil) == nil, box((*int)(nil)) == nil)
	o := box(one{&n})
	*o.(one).p = 10
	fmt.Println(n)
}
