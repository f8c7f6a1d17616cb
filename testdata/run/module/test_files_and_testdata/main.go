// run

// Test files, directories named testdata or beginning with a dot or underscore, and other modules below take no part.
package main

import (
	"fmt"

	"example.com/ignored/lib"
)

func main() {
	fmt.Println(lib.Name(), lib.Registered)
}
