// run

// A value recovered and panicked again is marked [recovered, repanicked]; a different one prints both.
package main

import "fmt"

func inner() {
	defer func() {
		e := recover()
		fmt.Println("recovered", e)
		panic(e)
	}()
	panic("original")
}

func main() {
	inner()
}
