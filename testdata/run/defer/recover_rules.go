// run

// recover works only when called directly by a deferred function run by the panic sequence.
package main

import "fmt"

func helper() any { return recover() }

func nestedHelper() { func() { fmt.Println("nested:", recover()) }() }

type T struct{}

func (T) Recover()   { fmt.Println("value method:", recover()) }
func (*T) RecoverP() { fmt.Println("pointer method:", recover()) }

type recoverer interface{ Recover() }
type outer struct{ T }

func run(name string, f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, "escaped:", e)
		} else {
			fmt.Println(name, "was stopped")
		}
	}()
	f()
}

func main() {
	fmt.Println("no panic:", recover())
	run("direct", func() {
		defer func() { fmt.Println("direct:", recover()) }()
		panic(1)
	})
	run("called by deferred", func() {
		defer func() { fmt.Println("helper:", helper()) }()
		panic(2)
	})
	run("deferred itself", func() {
		defer helper()
		panic(3)
	})
	run("nested literal", func() {
		defer nestedHelper()
		panic(4)
	})
	run("recover deferred", func() {
		defer recover() // not called by a deferred function: no effect
		panic(5)
	})
	run("deferred in deferred", func() {
		defer func() {
			defer func() { fmt.Println("inner deferred:", recover()) }()
		}()
		panic(6)
	})
	run("value method", func() { defer T{}.Recover(); panic(7) })
	run("pointer method", func() { defer new(T).RecoverP(); panic(8) })
	run("promoted method", func() { defer outer{}.Recover(); panic(9) })
	run("interface method", func() { var r recoverer = &outer{}; defer r.Recover(); panic(10) })
	run("method value", func() { f := outer{}.Recover; defer f(); panic(11) })
	run("method expression", func() { defer (*T).RecoverP(nil); panic(12) })
	run("function value", func() {
		f := nestedHelper
		g := func() { fmt.Println("g:", recover()) }
		defer f()
		defer g()
		panic(13)
	})
	run("twice", func() {
		defer func() { fmt.Println(recover(), recover()) }()
		panic(14)
	})
	run("conditional", func() {
		defer func() {
			if e := recover(); e != 15 {
				panic(e)
			}
		}()
		panic(15)
	})
	run("in argument", func() {
		defer fmt.Println("argument of deferred call:", recover())
		panic(16)
	})
	run("goroutine", func() {
		defer func() {
			c := make(chan any)
			go func() { c <- recover() }()
			fmt.Println("other goroutine:", <-c)
		}()
		panic(17)
	})
	run("loop", func() {
		defer func() {
			for i := range 2 {
				fmt.Println("loop", i, recover())
			}
		}()
		panic(18)
	})
}
