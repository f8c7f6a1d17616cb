// run

// os.Exit ends the program with its code, skipping deferred calls, after output already written.
package main

import (
	"fmt"
	"os"
)

func main() {
	defer fmt.Println("deferred, never printed")
	fmt.Fprintln(os.Stderr, "to stderr")
	fmt.Print("no newline at the end")
	func() {
		defer func() { os.Exit(113) }()
	}()
}
