// run

// Structs of a few words up to several kilobytes pass by value through variables, fields, calls, closures and channels.
package main

import "fmt"

type s3 struct{ a, b, c int }
type s9 struct {
	a       int8
	b       float32
	c       string
	d       []int
	e       any
	f, g, h *int
	i       bool
}
type kilo struct {
	head int
	data [256]int64
	tail string
}

func mod3(s s3) s3     { s.b = -s.b; return s }
func mod9(s s9) s9     { s.c += "!"; s.d = append(s.d, 4); s.a++; return s }
func modK(k kilo) kilo { k.data[255]++; k.head--; k.tail += "'"; return k }

func (k kilo) sum() (t int64) {
	k.data[0] = 0
	for _, v := range k.data {
		t += v
	}
	return t
}

func swap(a, b kilo) (kilo, kilo) { return b, a }

func main() {
	x := s3{1, 2, 3}
	y := mod3(mod3(mod3(x)))
	fmt.Println(x, y)
	n := 5
	z := s9{1, 2.5, "c", []int{1}, 3.5, &n, nil, &n, true}
	w := mod9(z)
	fmt.Println(z.a, z.c, z.d, w.a, w.c, w.d, *w.f+*w.h, w.g == nil, w.i, w.e, w.b)

	var k kilo
	for i := range k.data {
		k.data[i] = int64(i)
	}
	k.tail = "t"
	m := modK(modK(k))
	fmt.Println(k.data[255], k.head, k.tail, m.data[255], m.head, m.tail, k.sum(), m.sum())
	k, m = swap(k, m)
	fmt.Println(k.head, m.head, k.data[0])
	k, m = m, k
	fmt.Println(k.head, m.head)

	arr := []kilo{k, m}
	arr[0], arr[1] = arr[1], arr[0]
	arr = append(arr, arr...)
	arr[2].head = 77
	fmt.Println(arr[0].head, arr[1].head, arr[2].head, arr[3].head)
	f := func() kilo { return k }
	k.head = 42
	fmt.Println(f().head, f().data[100])
	ch := make(chan kilo, 2)
	ch <- k
	k.head = 0
	ch <- k
	fmt.Println((<-ch).head, (<-ch).head)
	var i any = k
	k.data[3] = -1
	fmt.Println(i.(kilo).data[3], i == any(k))
	p := &arr[0]
	arr[1] = *p
	*p = kilo{}
	fmt.Println(arr[1].data[9], arr[0] == kilo{}, arr[1] == arr[0])
	mp := map[int]kilo{1: arr[1]}
	e := mp[1]
	e.head = 1
	fmt.Println(mp[1].head, mp[2].tail == "", e.head)
	func(a, b kilo, c s9) { a.head = 1; fmt.Println(a.head+b.head, c.c) }(arr[1], arr[1], w)
	defer func(k kilo) { fmt.Println("deferred", k.head, k.data[200]) }(arr[1])
	arr[1].head = 123456
}
