// run

// Generic types and functions instantiated across packages with types of either side share identity and state.
package main

import (
	"fmt"
	"reflect"

	"example.com/generics/box"
	"example.com/generics/user"
)

type local struct{ n int }

func (l local) Key() string { return fmt.Sprint("local", l.n) }

func main() {
	a := box.New(local{1})
	b := user.Make(local{2})
	c := user.MakeInt(3)
	fmt.Printf("%T %T %T\n", a, b, c)
	fmt.Println(reflect.TypeOf(a) == reflect.TypeOf(b), a.Get(), b.Get(), c.Get())
	b.Set(local{5})
	fmt.Println(b.Get(), box.Count, user.Same[local](a), user.Same[int](a))
	r := box.Registry[local]{}
	r.Put(local{7})
	user.Fill(r, local{8}, local{9})
	fmt.Println(r, len(r))
	fmt.Println(box.Map([]int{1, 2}, user.Double), box.Map([]string{"a"}, func(s string) local { return local{len(s)} }))
	fmt.Println(a.Convert(func(l local) string { return l.Key() }).Get())
	fmt.Printf("%T %T\n", user.Hidden(local{}), user.Hidden(1))
	fmt.Println(user.Hidden(local{4}))
}
