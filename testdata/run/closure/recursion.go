// run

// Recursive closures, mutual recursion, memoisation in captured maps, fixed points and self-returning functions.
package main

import "fmt"

type state func(*machine) state

type machine struct {
	in  string
	pos int
	out []string
}

func word(m *machine) state {
	start := m.pos
	for m.pos < len(m.in) && m.in[m.pos] != ' ' {
		m.pos++
	}
	m.out = append(m.out, m.in[start:m.pos])
	return space
}

func space(m *machine) state {
	for m.pos < len(m.in) && m.in[m.pos] == ' ' {
		m.pos++
	}
	if m.pos == len(m.in) {
		return nil
	}
	return word
}

func fix[A, R any](f func(func(A) R) func(A) R) func(A) R {
	return func(a A) R { return f(fix(f))(a) }
}

func permute(xs []int, visit func([]int)) {
	var rec func(int)
	rec = func(k int) {
		if k == len(xs) {
			visit(xs)
			return
		}
		for i := k; i < len(xs); i++ {
			xs[k], xs[i] = xs[i], xs[k]
			rec(k + 1)
			xs[k], xs[i] = xs[i], xs[k]
		}
	}
	rec(0)
}

func main() {
	var fib func(int) int
	memo := map[int]int{}
	calls := 0
	fib = func(n int) int {
		calls++
		if v, ok := memo[n]; ok {
			return v
		}
		if n < 2 {
			return n
		}
		r := fib(n-1) + fib(n-2)
		memo[n] = r
		return r
	}
	fmt.Println(fib(80), calls)

	var even, odd func(int) bool
	even = func(n int) bool { return n == 0 || odd(n-1) }
	odd = func(n int) bool { return n != 0 && even(n-1) }
	fmt.Println(even(1000), odd(1000), even(7))

	fact := fix(func(self func(int) int) func(int) int {
		return func(n int) int {
			if n == 0 {
				return 1
			}
			return n * self(n-1)
		}
	})
	fmt.Println(fact(10))

	m := &machine{in: "the quick  brown fox"}
	for s := state(word); s != nil; {
		s = s(m)
	}
	fmt.Printf("%q\n", m.out)

	n, sum := 0, 0
	permute([]int{1, 2, 3, 4}, func(p []int) { n++; sum += p[0]*1000 + p[3] })
	fmt.Println(n, sum)

	// Reassigning the variable changes what the recursion calls.
	var f func(int) string
	f = func(n int) string {
		if n == 0 {
			return "end"
		}
		return "f" + f(n-1)
	}
	g := f
	f = func(n int) string { return "other" }
	fmt.Println(g(3), g(0))
	type node struct {
		v    int
		next func() *node
	}
	var nats func(int) *node
	nats = func(i int) *node { return &node{i, func() *node { return nats(i + 1) }} }
	p := nats(5)
	for range 4 {
		p = p.next()
	}
	fmt.Println(p.v, func(n int) int { return n * n }(p.v))
}
