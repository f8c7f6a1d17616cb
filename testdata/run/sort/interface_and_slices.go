// run

// sort: Sort, Stable, Slice, Search, Find, Reverse and the typed helpers, on sizes around the algorithm's limits.
package main

import (
	"fmt"
	"math"
	"sort"
)

type rec struct{ key, seq int }
type byKey []rec

func (b byKey) Len() int           { return len(b) }
func (b byKey) Less(i, j int) bool { return b[i].key < b[j].key }
func (b byKey) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type lcg uint32

func (l *lcg) next(n int) int { *l = *l*1664525 + 1013904223; return int(*l>>8) % n }

func patterns(n int) map[string][]int {
	r := lcg(uint32(n))
	m := map[string][]int{}
	for _, name := range []string{"random", "sorted", "reversed", "equal", "few", "organ", "saw"} {
		s := make([]int, n)
		for i := range s {
			switch name {
			case "random":
				s[i] = r.next(1 << 20)
			case "sorted":
				s[i] = i
			case "reversed":
				s[i] = n - i
			case "few":
				s[i] = r.next(3)
			case "organ":
				s[i] = min(i, n-i)
			case "saw":
				s[i] = i % 7
			}
		}
		m[name] = s
	}
	return m
}

func main() {
	bad := 0
	for _, n := range []int{0, 1, 2, 3, 5, 11, 12, 13, 20, 49, 50, 51, 100, 257, 2000} {
		for _, s := range patterns(n) {
			recs := make(byKey, n)
			for i, k := range s {
				recs[i] = rec{k, i}
			}
			st := append(byKey(nil), recs...)
			sort.Sort(recs)
			sort.Stable(st)
			a := append([]int(nil), s...)
			b := append([]int(nil), s...)
			sort.Ints(a)
			sort.Slice(b, func(i, j int) bool { return b[i] > b[j] })
			for i := 1; i < n; i++ {
				if recs[i-1].key > recs[i].key || a[i-1] > a[i] || b[i-1] < b[i] || st[i-1].key > st[i].key || st[i-1].key == st[i].key && st[i-1].seq > st[i].seq {
					bad++
				}
			}
			c := append(byKey(nil), st...)
			sort.Sort(sort.Reverse(c))
			if n > 0 && (c[0].key != a[n-1] || !sort.IsSorted(sort.Reverse(c)) || !sort.IntsAreSorted(a)) {
				bad++
			}
		}
	}
	fmt.Println("bad:", bad)

	fs := []float64{3, math.NaN(), -1, math.Inf(1), 0, math.Inf(-1), math.NaN(), math.Copysign(0, -1)}
	sort.Float64s(fs)
	fmt.Println(fs, sort.Float64sAreSorted(fs))
	ss := sort.StringSlice{"b", "", "aa", "a", "é"}
	ss.Sort()
	fmt.Println(ss, sort.StringsAreSorted(ss), ss.Search("aa"), sort.SearchStrings(ss, "z"))
	xs := []int{1, 3, 3, 5, 9}
	for _, v := range []int{0, 3, 4, 9, 10} {
		i, found := sort.Find(len(xs), func(i int) int { return v - xs[i] })
		fmt.Print(sort.SearchInts(xs, v), sort.Search(len(xs), func(i int) bool { return xs[i] > v }), i, found, " ")
	}
	fmt.Println(sort.SearchFloat64s([]float64{1, 2.5}, 2), sort.IntSlice(xs).Search(5), sort.Float64Slice{1}.Len())
	people := []struct {
		name string
		age  int
	}{{"A", 30}, {"B", 25}, {"C", 30}, {"D", 25}, {"E", 20}}
	sort.SliceStable(people, func(i, j int) bool { return people[i].age < people[j].age })
	fmt.Println(people, sort.SliceIsSorted(people, func(i, j int) bool { return people[i].age < people[j].age }))
	// The swap function of sort.Slice works for elements of any size.
	type big struct {
		a [5]int
		s string
	}
	bs := []big{{s: "c"}, {s: "a", a: [5]int{4: 1}}, {s: "b"}}
	sort.Slice(bs, func(i, j int) bool { return bs[i].s < bs[j].s })
	us := []struct{ x, y uint8 }{{3, 1}, {1, 2}, {2, 3}}
	sort.Slice(us, func(i, j int) bool { return us[i].x < us[j].x })
	es := [][]string{{"z"}, nil, {"y", "x"}}
	sort.Slice(es, func(i, j int) bool { return len(es[i]) < len(es[j]) })
	fmt.Println(bs, us, es)
	strs := []string{"x", "w"}
	sort.Strings(strs)
	sort.Sort(sort.Reverse(sort.Float64Slice(fs[2:5])))
	fmt.Println(strs, fs[2:5])
}
