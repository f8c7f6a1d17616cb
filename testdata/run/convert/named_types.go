// run

// Conversion between types of identical underlying types: structs ignoring tags, pointers, funcs, channels.
package main

import "fmt"

type wire struct {
	Name string `wire:"n"`
	Size int    `wire:"s"`
}

type row struct {
	Name string
	Size int `sql:"size"`
}

func (r row) String() string { return fmt.Sprintf("row %s/%d", r.Name, r.Size) }

type ints []int

func (s ints) sum() (t int) {
	for _, x := range s {
		t += x
	}
	return
}

type binary func(int, int) int

func (f binary) flip() binary { return func(a, b int) int { return f(b, a) } }

type stream chan int
type table map[string]int
type small [2]uint8

func (m table) get(k string) int { return m[k] }

func main() {
	w := wire{"a", 1}
	r := row(w)
	fmt.Println(r, w, wire(r) == w)
	pr := (*row)(&w)
	pr.Size = 77
	fmt.Println(w.Size, pr)
	fmt.Println(row(struct {
		Name string `x:"y"`
		Size int
	}{"anon", 2}))

	xs := []int{1, 2, 3}
	fmt.Println(ints(xs).sum())
	ints(xs)[0] = 10
	fmt.Println(xs, []int(ints{4}))
	sub := binary(func(a, b int) int { return a - b })
	fmt.Println(sub(5, 3), sub.flip()(5, 3), (func(int, int) int)(sub)(1, 1))
	ch := make(chan int, 1)
	stream(ch) <- 5
	in, out := (<-chan int)(ch), (chan<- int)(stream(ch))
	fmt.Println(<-in)
	out <- 6
	fmt.Println(<-ch, stream(ch) == stream(ch))
	m := map[string]int{"k": 9}
	fmt.Println(table(m).get("k"))
	table(m)["z"] = 1
	fmt.Println(len(m))
	fmt.Println([2]uint8(small{1, 2}), small([2]uint8{3, 4}))

	var e fmt.Stringer = r
	fmt.Printf("%T %T %v\n", e, interface{ String() string }(e), any(e).(row).Size)
	type local = wire
	fmt.Printf("%T\n", local(r))
	var np *wire
	fmt.Println((*row)(np) == nil)
}
