// run

// A value for a blank field is evaluated and not stored. Structs are compared field by field, those of
// interfaces in order.
package main

import (
	"fmt"
	"reflect"
)

type blank struct{ a, _, c int }

var static = blank{1, 2, 3}

func two() int {
	fmt.Println("two")
	return 2
}

type mixed struct {
	s string
	i any
	n int
	t string
}

func compare(x, y any) (result any) {
	defer func() {
		if r := recover(); r != nil {
			result = r
		}
	}()
	return x == y
}

type large struct {
	room [1 << 16]int
	tail string
}

func main() {
	dynamic := blank{1, two(), 3}
	fmt.Println(reflect.ValueOf(static).Field(1).Int(), reflect.ValueOf(dynamic).Field(1).Int())
	fmt.Println(static == dynamic, dynamic)
	fmt.Println(compare(mixed{"a", 1, 2, "b"}, mixed{"a", 1, 2, "b"}))
	fmt.Println(compare(mixed{"a", []int{}, 2, "b"}, mixed{"a", []int{}, 3, "b"}))
	fmt.Println(compare(mixed{"a", []int{}, 2, "b"}, mixed{"b", []int{}, 2, "b"}))
	fmt.Println(compare(mixed{"a", 1, 2, "b"}, mixed{"a", 1, 2, "c"}))
	p := &large{tail: "x"}
	p.room[5] = 1
	*p = large{tail: "y"}
	fmt.Println(p.room[5], p.tail)
	*p = large{room: [1 << 16]int{7: 8}}
	fmt.Println(p.room[5], p.room[7], p.tail == "")
}
