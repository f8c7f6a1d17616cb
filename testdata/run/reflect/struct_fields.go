// run

// reflect: fields by index, name and function, tags, embedding rules, VisibleFields, unexported fields.
package main

import (
	"fmt"
	"reflect"
	"strings"
)

type Base struct {
	ID   int `db:"id" json:"id,omitempty"`
	Name string
	priv bool
}
type Mid struct {
	*Base
	Name  string
	Extra []byte
}
type other struct{ Hidden, Shared int }
type Another struct{ Shared string }
type Top struct {
	Mid   `wrap:"1"`
	other `x:""`
	Another
	fmt.Stringer
	F    func(int) error `a:"1" b:"two words" c:"esc\"aped"`
	Anon struct {
		X, y int
	}
	_ [3]int8
}

func main() {
	t := reflect.TypeFor[Top]()
	for i := range t.NumField() {
		f := t.Field(i)
		fmt.Printf("%d %s %q %v %q %d %v %t %t\n", i, f.Name, f.PkgPath, f.Type, f.Tag, f.Offset, f.Index, f.Anonymous, f.IsExported())
	}
	for _, n := range []string{"ID", "Name", "priv", "Hidden", "Shared", "Base", "String", "X", "F", "Extra", "_"} {
		f, ok := t.FieldByName(n)
		fmt.Println(n, ok, f.Index, f.Type, f.Tag)
	}
	f, ok := t.FieldByNameFunc(func(s string) bool { return strings.HasPrefix(s, "Hid") })
	fmt.Println(f.Name, ok)
	_, ok = t.FieldByNameFunc(func(s string) bool { return len(s) == 4 })
	fmt.Println(ok)
	fmt.Println(t.FieldByIndex([]int{0, 0, 1}).Name, t.FieldByIndex([]int{5, 1}).Name)
	for _, f := range reflect.VisibleFields(t) {
		fmt.Print(f.Name, f.Index, " ")
	}
	fmt.Println()
	tag := t.Field(4).Tag
	v, ok := tag.Lookup("c")
	fmt.Println(tag.Get("a"), tag.Get("b"), v, ok, tag.Get("none") == "", reflect.StructTag("malformed").Get("x") == "", reflect.StructTag(`a:"1"b:"2"`).Get("b"))

	top := Top{Mid: Mid{Base: &Base{7, "base", true}, Name: "mid"}, other: other{1, 2}, Another: Another{"s"}}
	val := reflect.ValueOf(&top).Elem()
	fmt.Println(val.FieldByName("ID"), val.FieldByName("Name"), val.FieldByIndex([]int{0, 0, 1}), val.FieldByName("Hidden"), val.FieldByName("Shared").IsValid(), val.FieldByName("priv").CanInterface())
	for f, v := range val.Fields() {
		fmt.Print(f.Name, "=", v.Kind(), " ")
	}
	fmt.Println()
	top.Base = nil
	_, err := val.FieldByIndexErr([]int{0, 0, 0})
	fmt.Println(err)
	func() {
		defer func() { fmt.Println(recover()) }()
		val.FieldByName("ID")
	}()
	type local struct {
		A int `same:"tag"`
		B float64
	}
	a, b := reflect.TypeFor[local](), reflect.TypeOf(struct {
		A int `same:"tag"`
		B float64
	}{})
	fmt.Println(a == b, a.ConvertibleTo(b), b.AssignableTo(a), a.Field(0).Type == b.Field(0).Type, a.String(), b.String())
	walk(reflect.ValueOf(struct {
		S []Mid
		M map[string]Another
		P *other
	}{[]Mid{{Name: "m"}}, map[string]Another{"k": {"v"}}, &other{3, 4}}), 0)
}

func walk(v reflect.Value, depth int) {
	ind := strings.Repeat(" ", depth)
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fmt.Println(ind + v.Type().Field(i).Name)
			walk(v.Field(i), depth+1)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), depth+1)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			fmt.Println(ind+"key", k)
			walk(v.MapIndex(k), depth+1)
		}
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			fmt.Println(ind + "nil " + v.Type().String())
			return
		}
		walk(v.Elem(), depth+1)
	default:
		fmt.Println(ind, v)
	}
}
