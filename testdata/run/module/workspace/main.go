// run

// A go.work file makes the modules of the workspace see each other without requirements.
package main

import (
	"fmt"

	"example.com/left"
	"example.com/right/deep"
)

func main() {
	deep.Value++
	fmt.Println(left.Value, deep.Value)
}
