// run

// os.Exit in a deferred call during a panic ends the program at once with its code and no traceback.
package main

import (
	"fmt"
	"os"
)

func main() {
	defer fmt.Println("not run")
	defer func() {
		fmt.Println("exiting")
		os.Exit(7)
	}()
	panic("never shown")
}
