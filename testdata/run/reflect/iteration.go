// run

// reflect: Seq and Seq2 over all rangeable kinds, MapRange with Reset, MapKeys, CanSeq.
package main

import (
	"fmt"
	"iter"
	"reflect"
	"sort"
)

type evens int

func (e evens) All(yield func(int) bool) {
	for i := 0; i < int(e); i += 2 {
		if !yield(i) {
			return
		}
	}
}

func main() {
	seq := func(yield func(string) bool) { _ = yield("s1") && yield("s2") }
	seq2 := func(yield func(int, bool) bool) { _ = yield(1, true) && yield(2, false) }
	arr := [3]string{"x", "y", "z"}
	for _, x := range []any{3, uint8(2), []string{"a", "b"}, arr, &arr, "hé", map[string]int{"only": 1}, seq, seq2, evens(5).All, iter.Seq[string](seq), evens(2)} {
		v := reflect.ValueOf(x)
		fmt.Printf("%v %t %t:", v.Type(), v.Type().CanSeq(), v.Type().CanSeq2())
		if v.Type().CanSeq() {
			for e := range v.Seq() {
				fmt.Printf(" %v(%v)", e, e.Type())
			}
		}
		if v.Type().CanSeq2() {
			for k, e := range v.Seq2() {
				fmt.Printf(" %v=%v", k, e)
			}
		}
		fmt.Println()
	}
	m := map[string]int{"a": 1, "b": 2, "c": 3}
	v := reflect.ValueOf(m)
	it := v.MapRange()
	sum, keys := 0, []string{}
	for it.Next() {
		keys = append(keys, it.Key().String())
		sum += int(it.Value().Int())
	}
	sort.Strings(keys)
	fmt.Println(keys, sum)
	ks := v.MapKeys()
	sort.Slice(ks, func(i, j int) bool { return ks[i].String() < ks[j].String() })
	fmt.Println(ks, len(ks))
	it.Reset(reflect.ValueOf(map[int]string{7: "seven"}))
	for it.Next() {
		fmt.Println(it.Key(), it.Value())
	}
	for e := range reflect.ValueOf(100).Seq() {
		if e.Int() == 3 {
			break
		}
		fmt.Print(e, " ")
	}
	fmt.Println()
	var nilMap map[int]int
	fmt.Println(reflect.ValueOf(nilMap).MapRange().Next(), len(reflect.ValueOf(nilMap).MapKeys()))
	for _, f := range []func(){func() { it.Key() }, func() { reflect.ValueOf(1.5).Seq() }, func() { reflect.ValueOf(1).Seq2() }, func() { new(reflect.MapIter).Next() }} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
}
