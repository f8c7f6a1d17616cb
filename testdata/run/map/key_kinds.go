// run

// Every comparable kind works as a key: sizes 0 to large, strings, floats, complex, pointers, channels, arrays, structs.
package main

import "fmt"

type (
	tiny  struct{}
	byte3 [3]byte
	odd   struct {
		a int8
		b int16
		c int8
	}
	padded struct {
		a int8
		b int64
	}
	blank struct {
		a int32
		_ int32
		b int32
	}
	strs  struct{ x, y string }
	large struct {
		name string
		data [40]int
	}
	inner struct {
		odd
		f float32
		c complex64
	}
)

func fill[K comparable](name string, keys ...K) {
	m := map[K]int{}
	for i, k := range keys {
		m[k] = i + 1
	}
	for i, k := range keys {
		m[k] += 100 * (i + 1)
	}
	sum := 0
	for k, v := range m {
		if m[k] != v {
			fmt.Println("lost key", k)
		}
		sum += v
	}
	fmt.Print(name, ": ", len(m), " ", sum)
	for _, k := range keys[:len(keys)/2] {
		delete(m, k)
	}
	_, ok := m[keys[0]]
	_, ok2 := m[keys[len(keys)-1]]
	fmt.Println(" ", len(m), ok, ok2)
}

func main() {
	fill("bool", true, false)
	fill("int8", -128, -1, 0, int8(127))
	fill("uint16", 0, 1, 0xff00, uint16(0xffff))
	fill("int32", 1, -1, 1<<31-1, int32(-1<<31))
	fill("rune", 'a', 'é', '世')
	fill("int64", 0, 1<<40, -1<<63)
	fill("uint64", 0, uint64(1)<<63, 1<<64-1)
	fill("uintptr", uintptr(1), 2)
	fill("float32", 0.5, -0.5, float32(1e38))
	fill("float64", 0, 0.1, 0.2, 0.3)
	fill("complex64", 1i, complex64(1))
	fill("complex128", 1i, 1, 1+1i)
	fill("string", "", "a", "aa", "a\x00", "a longer key than sixteen bytes", "a longer key than sixteen byteS")
	x, y := 1, 2
	fill("pointer", &x, &y, nil)
	fill("chan", make(chan int), make(chan int), nil)
	fill("empty struct", tiny{}, tiny{})
	fill("[0]int", [0]int{})
	fill("[3]byte", byte3{1, 2, 3}, byte3{1, 2, 4})
	fill("odd", odd{1, 2, 3}, odd{1, 2, 4}, odd{})
	fill("padded", padded{1, 2}, padded{2, 2}, padded{1, 3})
	fill("blank", blank{a: 1, b: 2}, blank{a: 2, b: 2})
	fill("strings", strs{"a", "bc"}, strs{"ab", "c"}, strs{})
	fill("[2]string", [2]string{"a", "b"}, [2]string{"ab", ""})
	fill("large", large{name: "x"}, large{name: "x", data: [40]int{39: 1}}, large{})
	fill("inner", inner{f: 1}, inner{c: 1i}, inner{odd: odd{c: 1}})
	fill("[5]int16", [5]int16{4: 1}, [5]int16{})
	fill[any]("any", 1, "1", 1.0, int8(1), nil, tiny{}, [1]any{"x"}, 'x')
	fill[error]("error", nil, fmt.Errorf("e"))
}
