// run

// Tail calls, mutual recursion, recursion through interfaces, maps of functions and method values.
package main

import "fmt"

func gcd(a, b int) int {
	if b == 0 {
		return a
	}
	return gcd(b, a%b)
}

func loop(n, acc int) int {
	if n == 0 {
		return acc
	}
	return loop(n-1, acc^n)
}

func hanoi(n int, from, to, via string, move func(string, string)) {
	if n > 0 {
		hanoi(n-1, from, via, to, move)
		move(from, to)
		hanoi(n-1, via, to, from, move)
	}
}

type expr interface{ eval(env) float64 }
type env map[string]float64
type lit float64
type ref string
type app struct {
	fn   string
	args []expr
}

var fns map[string]func(env, []expr) float64

func init() {
	fns = map[string]func(env, []expr) float64{
		"+": func(e env, a []expr) (s float64) {
			for _, x := range a {
				s += x.eval(e)
			}
			return
		},
		"if": func(e env, a []expr) float64 {
			if a[0].eval(e) != 0 {
				return a[1].eval(e)
			}
			return a[2].eval(e)
		},
		"let": func(e env, a []expr) float64 {
			inner := env{string(a[0].(ref)): a[1].eval(e)}
			for k, v := range e {
				if _, ok := inner[k]; !ok {
					inner[k] = v
				}
			}
			return a[2].eval(inner)
		},
	}
}

func (l lit) eval(env) float64   { return float64(l) }
func (r ref) eval(e env) float64 { return e[string(r)] }
func (a app) eval(e env) float64 { return fns[a.fn](e, a.args) }

func queens(n, row int, cols, d1, d2 uint) (count int) {
	if row == n {
		return 1
	}
	for free := ^(cols | d1 | d2) & (1<<n - 1); free != 0; free &= free - 1 {
		bit := free & -free
		count += queens(n, row+1, cols|bit, (d1|bit)<<1, (d2|bit)>>1)
	}
	return
}

func collatz(n int, seen map[int]int) int {
	if n == 1 {
		return 0
	}
	if v, ok := seen[n]; ok {
		return v
	}
	next := n / 2
	if n%2 == 1 {
		next = 3*n + 1
	}
	seen[n] = collatz(next, seen) + 1
	return seen[n]
}

func flatten(x any) []int {
	switch v := x.(type) {
	case int:
		return []int{v}
	case []any:
		var out []int
		for _, e := range v {
			out = append(out, flatten(e)...)
		}
		return out
	}
	return nil
}

func main() {
	fmt.Println(gcd(1071, 462), loop(1_000_000, 0))
	moves, last := 0, ""
	hanoi(10, "a", "c", "b", func(f, t string) { moves++; last = f + t })
	fmt.Println(moves, last)
	e := app{"let", []expr{ref("x"), lit(2), app{"if", []expr{ref("x"), app{"+", []expr{ref("x"), ref("y"), lit(1)}}, lit(-1)}}}}
	fmt.Println(e.eval(env{"y": 10}), e.eval(nil))
	fmt.Println(queens(8, 0, 0, 0, 0))
	seen := map[int]int{}
	best := 0
	for i := 1; i < 3000; i++ {
		if c := collatz(i, seen); c > collatz(max(best, 1), seen) {
			best = i
		}
	}
	fmt.Println(best, seen[best])
	fmt.Println(flatten([]any{1, []any{2, []any{3, []any{}}, 4}, []any{[]any{[]any{5}}}}))
}
