// run

// Files and lines as directives say, also in inlined functions, and in tracebacks.
package main

import (
	"fmt"
	"path/filepath"
	"runtime"
)

func here() string {
	_, file, line, _ := runtime.Caller(1)
	return fmt.Sprint(filepath.Base(file), ":", line)
}

func inlined() string { return here() }

//line /src/other.y:100
func elsewhere() string { return here() }

func both() string {
	a := here()
//line /src/third.y:7
	return a + " " + here() + " " + inlined()
}

func main() {
	fmt.Println(here(), inlined(), elsewhere(), both())
//line fourth.y:20
	fmt.Println(here(), /*line fifth.y:30:1*/ here(), both())
	_, file, line, _ := runtime.Caller(0)
	fmt.Println(filepath.IsAbs(file), line)
//line /src/last.y:1000
	var m map[string]int
	m[both()]++
}
