// run

// range over ints, slices, arrays, array pointers, strings, maps and channels, with all assignment forms.
package main

import "fmt"

type count int8
type text string
type T struct {
	k int
	v string
}

func main() {
	for i := range 3 {
		fmt.Print(i, " ")
	}
	for i := range count(3) {
		fmt.Printf("%T%d ", i, i)
	}
	n := 4
	for i := range n {
		n = 100 // the bound is evaluated once
		i *= 2  // the counter is a copy
		fmt.Print(i, " ")
	}
	for range -3 {
		fmt.Print("never")
	}
	for i := range uint8(255) {
		if i == 254 {
			fmt.Print("last ", i)
		}
	}
	var i8 int8
	for i8 = range 3 {
	}
	fmt.Println(" i8", i8)
	const big = 1 << 40
	for i := range int64(big) {
		if i == 2 {
			break
		}
	}

	var t T
	for t.k, t.v = range []string{"a", "b"} {
	}
	arr := [3]int{}
	for arr[0], arr[2] = range []int{5, 6} {
		arr[1] += arr[2]
	}
	m := map[string]int{}
	for m["i"], m["v"] = range []int{7, 8} {
	}
	var x any
	for _, x = range []string{"p", "q"} {
	}
	fmt.Println(t, arr, m, x)

	// Growth during the loop is not seen, element changes are.
	s := []int{1, 2, 3}
	for i, v := range s {
		s = append(s, v*10)
		if i < 2 {
			s[i+1] += 100
		}
		fmt.Print(v, " ")
	}
	fmt.Println(s)
	u := []int{1, 2, 3}
	for i, v := range u {
		if i < 2 {
			u[i+1] += 100
		}
		if i == 1 {
			u = nil
		}
		fmt.Print(v, " ")
	}
	fmt.Println(u == nil)
	pa := &[4]string{"w", "x", "y", "z"}
	for i, v := range pa {
		pa[3] = "changed"
		if i == 3 {
			fmt.Print(v, " ")
		}
	}
	for i := range pa[:2] {
		fmt.Print(i)
	}
	var np *[3]int
	for i := range np {
		fmt.Print(" np", i)
	}
	fmt.Println(len(np))
	for i, r := range text("aé") {
		fmt.Printf("%d%c%T ", i, r, r)
	}
	ch := make(chan T, 3)
	ch <- T{1, "one"}
	ch <- T{2, "two"}
	close(ch)
	for v := range ch {
		fmt.Print(v.v, " ")
	}
	for range ch {
		fmt.Print("never")
	}
	for _, f := range []func(int) int{func(x int) int { return x + 1 }, func(x int) int { return x * x }} {
		fmt.Print(f(7), " ")
	}
	for i, row := range [][]int{{1}, {2, 3}} {
		for j := range row {
			row[j] += i
		}
		fmt.Print(row)
	}
	for _, e := range [...]T{{1, "a"}, {2, "b"}} {
		e.k *= 10
		fmt.Print(e)
	}
	for _, p := range []*T{{3, "c"}} {
		p.k++
		fmt.Print(*p)
	}
	fmt.Println()
	for i := range "abc" {
		defer fmt.Print(i, " ")
	}
	for k := range map[string]int{"k": 1} {
		fmt.Println(k)
	}
	for range 2 {
		for range []int{1, 2} {
			fmt.Print(".")
		}
	}
	var nilMap map[int]int
	var nilSlice []int
	for k, v := range nilMap {
		fmt.Print(k, v)
	}
	for k, v := range nilSlice {
		fmt.Print(k, v)
	}
	fmt.Println()
}
