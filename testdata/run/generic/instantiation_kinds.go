// run

// One generic function instantiated with types of every kind, so that shared code must respect sizes and kinds.
package main

import (
	"fmt"
	"unsafe"
)

type big struct {
	a [9]int
	s string
}
type empty struct{}
type inner struct {
	x int8
	y float64
	z bool
}

// ring keeps its last two values through arrays, slices, maps, channels, closures, interfaces and results.
func ring[T any](a, b, c T) string {
	arr := [2]T{a, b}
	arr[0], arr[1] = arr[1], arr[0]
	sl := append([]T(nil), arr[:]...)
	sl = append(sl, c)
	copy(sl, sl[1:])
	m := map[string]T{"a": sl[0], "b": sl[1], "c": sl[2]}
	ch := make(chan T, 1)
	ch <- m["b"]
	p := new(T)
	*p = <-ch
	f := func() (T, int) { return *p, len(sl) }
	v, n := f()
	var i any = struct {
		t T
		n int
	}{v, n}
	st := i.(struct {
		t T
		n int
	})
	defer func(t T) { _ = t }(st.t)
	var zero T
	return fmt.Sprintf("%T:%d:%v/%v/%v/%v", a, unsafe.Sizeof(a), m["a"], st.t, *p, zero)
}

func key[K comparable](a, b K) string {
	m := map[K]int{a: 1}
	m[b] += 2
	m[a] += 4
	type pair struct {
		k K
		n uint8
	}
	pm := map[pair]bool{{a, 1}: true}
	return fmt.Sprint(len(m), m[a], m[b], a == b, pm[pair{a, 1}], pm[pair{b, 1}], any(a) == any(b))
}

func main() {
	fmt.Println(ring(true, false, true))
	fmt.Println(ring[int8](1, -2, 3))
	fmt.Println(ring[uint16](1, 65535, 3))
	fmt.Println(ring('a', 'b', 'c'))
	fmt.Println(ring[int64](1, -1<<63, 3))
	fmt.Println(ring[float32](0.5, 1.5, 2.5))
	fmt.Println(ring(0.25, 1e300, -1))
	fmt.Println(ring(1i, 2+2i, 3))
	fmt.Println(ring[complex64](1, 2i, 3))
	fmt.Println(ring("a", "bb", ""))
	fmt.Println(ring([]int{1}, nil, []int{2, 3}))
	fmt.Println(ring(map[int]int{1: 2}, nil, map[int]int{}))
	fmt.Println(ring[any](1, "two", nil))
	fmt.Println(ring[error](nil, fmt.Errorf("e"), nil))
	fmt.Println(ring(empty{}, empty{}, empty{}))
	fmt.Println(ring([0]int{}, [0]int{}, [0]int{}))
	fmt.Println(ring([3]byte{1}, [3]byte{1, 2}, [3]byte{3, 3, 3}))
	fmt.Println(ring(inner{1, 2, true}, inner{3, 4, false}, inner{}))
	fmt.Println(ring(big{s: "a"}, big{a: [9]int{8: 1}}, big{}))
	fmt.Println(ring[*int](nil, nil, nil))
	fmt.Println(ring[func()](nil, nil, nil))
	fmt.Println(ring[chan int](nil, nil, nil))
	fmt.Println(ring[[1]*int]([1]*int{}, [1]*int{}, [1]*int{}))
	fmt.Println(ring[struct{ f func() }](struct{ f func() }{}, struct{ f func() }{}, struct{ f func() }{}))
	fmt.Println(key(1, 2), key("a", "a"), key[any]("a", 1), key(1.5, 1.5), key(empty{}, empty{}), key([2]string{"a"}, [2]string{"b"}), key(inner{x: 1}, inner{x: 1}))
	x, y := 1, 1
	fmt.Println(key(&x, &y), key(true, false), key[int8](-1, -1), key(2i, 2i), key(big{s: "k"}, big{}))
}
