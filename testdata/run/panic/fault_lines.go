// run

// A panic belongs to the line, and to the function, whose expression panics: not to where its value is
// used, not to the inlined function it is an argument of.
package main

import "runtime"

type inner struct{ n int }

func (i *inner) get() int { return i.n + 1 }

type outer struct{ inner }

func half(x int) int { return x / 2 }

var sink int64

func load(p *int32) {
	defer where()
	v := *p
	sink = int64(v)
}

func embedded(o *outer) {
	defer where()
	println(o.get())
}

func argument(s []int) {
	defer where()
	println(half(s[0]),
		half(s[1]))
}

func store(p *outer) {
	defer where()
	x := half(10)
	p.n = x
}

func multiline(m map[string]int, a []int) {
	defer where()
	m["x"] = half(a[1]) +
		half(
			a[2])
}

func receiver(i *inner) {
	defer where()
	println(half(i.get()))
}

func where() {
	recover()
	var pcs [20]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs[:])])
	for {
		frame, more := frames.Next()
		if len(frame.Function) > 5 && frame.Function[:5] == "main." {
			println(frame.Function, frame.Line)
		}
		if !more {
			break
		}
	}
	println()
}

func main() {
	load(nil)
	embedded(nil)
	argument(nil)
	argument([]int{1})
	store(nil)
	multiline(nil, []int{1, 2, 3})
	multiline(map[string]int{}, []int{1, 2})
	receiver(nil)
}
