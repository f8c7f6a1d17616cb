// run

// Tags distinguish types but not conversions; recursive, mutually recursive and anonymous struct types.
package main

import (
	"fmt"
	"reflect"
)

type user struct {
	Name string `json:"name,omitempty" db:"n"`
	Age  int    `json:"age"`
	_    bool   "raw tag"
	Mail string
}

type plain struct {
	Name string
	Age  int
	_    bool
	Mail string
}

type tree struct {
	left, right *tree
	kids        []tree
	byName      map[string]tree
	visit       func(tree) *forest
}

type forest struct {
	trees []*tree
	up    *forest
}

func (t *tree) depth() int {
	if t == nil {
		return 0
	}
	return 1 + max(t.left.depth(), t.right.depth())
}

func main() {
	u := user{Name: "n", Age: 3}
	p := plain(u)
	p.Name = "changed"
	fmt.Println(u.Name, user(p).Name, plain(u) == plain{Name: "n", Age: 3})
	(*plain)(&u).Age++
	fmt.Println(u.Age)

	t := reflect.TypeOf(u)
	for i := range t.NumField() {
		f := t.Field(i)
		v, ok := f.Tag.Lookup("db")
		fmt.Printf("%s %q %q %t %q\n", f.Name, f.Tag, f.Tag.Get("json"), ok, v)
	}
	type tagged struct {
		A int `k:"1"`
	}
	type other struct {
		A int `k:"2"`
	}
	fmt.Println(reflect.TypeOf(struct {
		A int `k:"1"`
	}{}) == reflect.TypeOf(struct{ A int }{}), other(tagged{5}).A, tagged(struct{ A int }{6}).A)

	root := &tree{left: &tree{right: &tree{}}, kids: []tree{{}, {left: &tree{}}}, byName: map[string]tree{"a": {}}}
	root.visit = func(t tree) *forest { return &forest{trees: []*tree{&t, root}} }
	f := root.visit(root.kids[1])
	f.up = f
	fmt.Println(root.depth(), f.trees[0].depth(), f.up.up.trees[1] == root, root.byName["a"].depthOf())
	var anon struct {
		x struct{ y struct{ z int } }
	}
	anon.x.y.z = 4
	inner := anon.x.y
	inner.z++
	fmt.Println(anon, inner)
}

func (t tree) depthOf() int { return t.depth() }
