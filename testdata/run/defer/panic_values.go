// run

// panic accepts values of every type and recover returns them unchanged; nil becomes a *runtime.PanicNilError.
package main

import (
	"errors"
	"fmt"
	"io"
	"runtime"
)

type myErr struct{ code int }

func (e myErr) Error() string { return fmt.Sprint("myErr ", e.code) }

type big [300]int

func catch(v any) (r any) {
	defer func() { r = recover() }()
	panic(v)
}

func main() {
	x := 5
	f := func() int { return x }
	for _, v := range []any{1, int8(-1), 2.5, float32(1.5), 1 + 2i, "s", true, 'r', uintptr(7), &x, myErr{3}, &myErr{4}, []int{1}, map[string]int{"a": 1},
		struct{ A, B int }{1, 2}, [2]string{"x", "y"}, errors.New("e"), io.EOF, struct{}{}} {
		r := catch(v)
		if p, ok := r.(*int); ok {
			fmt.Println("pointer", p == &x)
			continue
		}
		fmt.Printf("%T %v\n", r, r)
	}
	fmt.Println(catch(f).(func() int)(), catch(big{299: 9}).(big)[299])
	r := catch(nil)
	var pne *runtime.PanicNilError
	fmt.Printf("%T %v %t\n", r, r, errors.As(r.(error), &pne))
	_, isRuntime := r.(runtime.Error)
	fmt.Println(isRuntime)
	var me myErr
	fmt.Println(errors.As(catch(fmt.Errorf("w: %w", myErr{9})).(error), &me), me.code)
	fmt.Println(catch(catch(catch("deep"))))
	ch := make(chan int)
	fmt.Println(catch(ch) == any(ch))

	// The operand of panic is evaluated first, and may itself panic.
	defer func() { fmt.Println(recover()) }()
	panic(func() string { panic("operand") }())
}
