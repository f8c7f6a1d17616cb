// run

// panic with integers of several types; the last one panicking is what ends the program.
package main

func nest(vs ...any) {
	if len(vs) > 1 {
		defer nest(vs[1:]...)
	}
	panic(vs[0])
}

func main() {
	nest(uint8(200), int64(-1<<63), uintptr(77), 'x', uint64(1<<64-1))
}
