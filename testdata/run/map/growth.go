// run

// Maps keep all entries through growth to many thousands, mass deletion and refilling, with and without hints.
package main

import (
	"fmt"
	"strconv"
)

type value struct {
	a, b, c int
	s       string
}

func exercise(n, hint int) {
	ints := make(map[int]int, hint)
	strs := make(map[string]value, hint)
	for i := range n {
		k := i * 2654435761 % 1000003
		ints[k] = i
		strs["key"+strconv.Itoa(k)] = value{i, -i, k, strconv.Itoa(i)}
	}
	bad := 0
	for i := range n {
		k := i * 2654435761 % 1000003
		if v, ok := ints[k]; !ok || v != i {
			bad++
		}
		if v := strs["key"+strconv.Itoa(k)]; v.a != i || v.b != -i || v.c != k || v.s != strconv.Itoa(i) {
			bad++
		}
		if _, ok := ints[-k-1]; ok {
			bad++
		}
	}
	fmt.Print(n, "/", hint, ": ", len(ints), " ", len(strs), " bad ", bad)

	for i := 0; i < n; i += 2 {
		k := i * 2654435761 % 1000003
		delete(ints, k)
		delete(strs, "key"+strconv.Itoa(k))
	}
	sum := 0
	for k, v := range ints {
		if k != v*2654435761%1000003 || v%2 == 0 {
			bad++
		}
		sum += v
	}
	for k, v := range strs {
		if k != "key"+strconv.Itoa(v.c) {
			bad++
		}
		sum -= v.a
	}
	fmt.Println(" half:", len(ints), len(strs), sum, "bad", bad)
}

func main() {
	for _, n := range []int{0, 1, 8, 9, 15, 100, 1000, 30000} {
		exercise(n, 0)
	}
	exercise(1000, 1000)
	exercise(1000, 10)
	exercise(10, 5000)

	// Churn: a window of live keys moves on while the map's size stays the same.
	m := map[uint32]uint32{}
	for i := range uint32(100000) {
		m[i] = i * i
		if i >= 50 {
			if m[i-50] != (i-50)*(i-50) {
				fmt.Println("lost", i-50)
			}
			delete(m, i-50)
		}
	}
	fmt.Println(len(m))
	clear(m)
	m[1] = 1
	fmt.Println(m)
}
