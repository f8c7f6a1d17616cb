// run

// Keys and elements larger than 128 bytes are stored indirectly and still behave as values.
package main

import "fmt"

type bigKey struct {
	id   int
	pad  [30]int
	name string
}

type bigElem struct {
	vals [50]int
	ptr  *int
}

func key(i int) bigKey {
	k := bigKey{id: i, name: fmt.Sprint("n", i)}
	k.pad[29] = i % 3
	return k
}

func main() {
	x := 5
	m := map[bigKey]bigElem{}
	for i := range 200 {
		e := bigElem{ptr: &x}
		e.vals[49] = i
		m[key(i)] = e
	}
	k := key(17)
	e := m[k]
	e.vals[0] = 999
	fmt.Println(len(m), m[k].vals[0], m[k].vals[49], *m[k].ptr, m[key(500)].ptr == nil)
	k.pad[29] = 77
	_, ok := m[k]
	fmt.Println(ok)
	sum := 0
	for k, v := range m {
		sum += v.vals[49]
		k.id, v.vals[49] = -1, -1 // copies
	}
	fmt.Println(sum, m[key(199)].vals[49])
	for i := 0; i < 200; i += 2 {
		delete(m, key(i))
	}
	fmt.Println(len(m))

	small := map[int8][200]byte{1: {0: 1, 199: 9}}
	a := small[1]
	small[2] = a
	a[0] = 50
	fmt.Println(small[1][0], small[2][199], small[3] == [200]byte{}, len(small))
	wide := map[[200]byte]int8{{}: 1, {199: 1}: 2}
	wide[[200]byte{5: 1}]--
	fmt.Println(wide[[200]byte{}], wide[[200]byte{199: 1}], wide[[200]byte{5: 1}], len(wide))
	zero := map[[200]byte]struct{}{{}: {}}
	_, ok = zero[[200]byte{}]
	fmt.Println(ok, len(zero))
	// Exactly at the limit and one past it.
	m128 := map[[128]byte][128]byte{{1: 1}: {2: 2}}
	m129 := map[[129]byte][129]byte{{1: 1}: {2: 2}}
	for i := range 100 {
		m128[[128]byte{127: byte(i)}] = [128]byte{0: byte(i)}
		m129[[129]byte{128: byte(i)}] = [129]byte{0: byte(i)}
	}
	fmt.Println(len(m128), len(m129), m128[[128]byte{127: 42}][0], m129[[129]byte{128: 42}][0], m128[[128]byte{1: 1}][2], m129[[129]byte{1: 1}][2])
	clear(m)
	fmt.Println(len(m), m[key(1)].vals[49])
}
