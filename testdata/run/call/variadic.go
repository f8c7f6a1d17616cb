// run

// Variadic parameters: none, some, spread slices (shared), nil, with conversions to interface types.
package main

import "fmt"

func sum(xs ...int) (t int) {
	for _, x := range xs {
		t += x
	}
	return
}

func info(prefix string, vs ...any) string {
	return fmt.Sprintf("%s%d%t%v", prefix, len(vs), vs == nil, vs)
}

func set(xs ...string) { xs[0] = "set" }

func two() (int, int) { return 3, 4 }

func mixed() (string, int, error) { return "m", 5, nil }

func stringers(ss ...fmt.Stringer) (out string) {
	for _, s := range ss {
		out += s.String()
	}
	return
}

type num int

func (n num) String() string { return fmt.Sprint("#", int(n)) }

type list []int

func (l list) all(f func(...int) int, more ...int) int { return f(append(l, more...)...) }

func nested(fs ...func(...int) int) (out []int) {
	for i, f := range fs {
		out = append(out, f(i, i+1))
	}
	return
}

func generic[T any](xs ...T) string { return fmt.Sprintf("%T %v", xs, xs) }

func main() {
	fmt.Println(sum(), sum(1), sum(1, 2, 3), sum([]int{4, 5}...), sum(nil...), sum(list{6, 7}...), sum(two()))
	fmt.Println(info("a"), info("b", nil), info("c", nil...), info("d", []any{1, "x"}...), info("e", []int{1, 2}), info("f", []any{1}, []any{2}))
	fmt.Println(info(mixed()))
	ss := []string{"a", "b"}
	set(ss...)
	set(ss[1:]...)
	set("c")
	fmt.Println(ss, stringers(), stringers(num(1), num(2)), list{1}.all(sum, 2, 3), list(nil).all(sum))
	fmt.Println(nested(sum, func(xs ...int) int { return len(xs) * 100 }))
	fmt.Println(generic(1, 2), generic("a"), generic[error](), generic[any](1, "x", nil))
	f := func(first int, rest ...int) []int { return append(rest, first) }
	base := []int{1, 2, 3}[:2]
	fmt.Println(f(9, base...), base[:3]) // append wrote into the shared array
	var v func(string, ...any) string = info
	fmt.Println(v("g", 1, 2), fmt.Sprintf("%T", v))
	m := list.all
	fmt.Println(m(list{5}, sum, 6))
	defer func(xs ...int) { fmt.Println("deferred", xs) }(base...)
	base[0] = 77
	fmt.Println(append([]any{}, nil, 1)...)
	fmt.Println([]any{[]int{1}, nil}...)
	rec := func(n int, args ...int) int { return 0 }
	rec = func(n int, args ...int) int {
		if n == 0 {
			return sum(args...)
		}
		return rec(n-1, append(args, n)...)
	}
	fmt.Println(rec(5))
}
