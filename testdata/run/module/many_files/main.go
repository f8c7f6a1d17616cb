// run

// One package over several files: declarations in any order, methods apart from their types, file scopes of imports.
package main

import (
	fm "fmt"
	str "strings"
)

func main() {
	fm.Println(str.ToUpper(newShape("square").describe()), count)
	var s shape = circle{2}
	fm.Println(s, s.(fm.Stringer).String(), describeAll(s, newShape("x")))
}
