package main

type shape interface{ area() int }

type square struct{ side int }

func (s *square) area() int { return s.side * s.side }

func small(x int) int { return x + 1 }

func inlined(x int) int { return small(small(x)) }

func stack() int {
	p := &square{2}
	xs := make([]int, 4)
	m := map[string]int{"a": 1}
	return p.side + len(xs) + m["a"]
}

var sink any

func heap(n int) func() int {
	sink = &square{n}
	sink = make([]int, n)
	return func() int { n++; return n }
}

func devirtualized() int {
	var s shape = &square{3}
	return s.area()
}

func deferred(p *int) {
	defer func() { *p = 1 }()
	for i := range 3 {
		defer println(i)
	}
}

func sumBytes(s string) (n int) {
	for _, b := range []byte(s) {
		n += int(b)
	}
	return n
}

func main() {
	inlined(1)
	stack()
	heap(2)
	devirtualized()
	deferred(new(int))
	sumBytes("abc")
}
