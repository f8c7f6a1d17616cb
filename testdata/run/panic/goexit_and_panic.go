// run

// A panic in a deferred call during Goexit of a goroutine ends the program.
package main

import "runtime"

func main() {
	go func() {
		defer func() {
			panic("in deferred call of Goexit")
		}()
		runtime.Goexit()
	}()
	select {}
}
