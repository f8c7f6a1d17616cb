// run

// reflect: SliceAt, NewAt, UnsafePointer, SetPointer, FieldByNameFunc, overflow checks, and ValueError.
package main

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

type T struct {
	Alpha, Beta int16
	Gamma       unsafe.Pointer
	delta       string
}

func main() {
	arr := [4]uint32{1, 2, 3, 4}
	s := reflect.SliceAt(reflect.TypeFor[uint32](), unsafe.Pointer(&arr[1]), 2)
	s.Index(0).SetUint(20)
	fmt.Println(s, s.Len(), s.Cap(), arr, s.Type())
	v := reflect.NewAt(reflect.TypeFor[[2]uint16](), unsafe.Pointer(&arr)).Elem()
	v.Index(1).SetUint(1)
	fmt.Println(arr[0] == 1|1<<16, v)
	t := T{Alpha: 1, Beta: 2}
	tv := reflect.ValueOf(&t).Elem()
	tv.FieldByName("Gamma").SetPointer(unsafe.Pointer(&t.Beta))
	*(*int16)(t.Gamma) = 77
	fmt.Println(t.Beta, tv.FieldByName("Gamma").Pointer() == uintptr(unsafe.Pointer(&t.Beta)), tv.FieldByName("Gamma").UnsafePointer() == t.Gamma)
	f := tv.FieldByNameFunc(func(n string) bool { return strings.HasPrefix(n, "B") })
	fmt.Println(f, tv.FieldByNameFunc(func(n string) bool { return len(n) == 5 }).IsValid())
	fmt.Println(tv.Field(0).OverflowInt(1<<15), tv.Field(0).OverflowInt(-1<<15), reflect.ValueOf(complex64(0)).OverflowComplex(complex(1e300, 0)), reflect.TypeFor[int16]().OverflowInt(40000), reflect.TypeFor[uint8]().OverflowUint(256), reflect.TypeFor[float32]().OverflowFloat(1e39), reflect.TypeFor[complex64]().OverflowComplex(1i))
	// An unexported field is reached by its address.
	d := tv.FieldByName("delta")
	reflect.NewAt(d.Type(), unsafe.Pointer(d.UnsafeAddr())).Elem().SetString("reached")
	fmt.Println(t.delta, d)
	m := map[string]int{"k": 1}
	fmt.Println(reflect.ValueOf(m).Pointer() != 0, reflect.ValueOf(main).Pointer() != 0, reflect.ValueOf([]int(nil)).Pointer(), reflect.ValueOf((*int)(nil)).UnsafePointer() == nil, reflect.ValueOf([]int{1}).UnsafePointer() != nil)
	defer func() {
		e := recover()
		var ve *reflect.ValueError
		fmt.Println(errors.As(e.(error), &ve), ve.Method, ve.Kind, ve)
	}()
	reflect.ValueOf("x").Uint()
}
