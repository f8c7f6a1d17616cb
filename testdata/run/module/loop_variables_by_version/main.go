// run

// Loop variables are per iteration from Go 1.22 on, and per loop before; go.mod and //go:build lines set the version.
package main

import (
	"fmt"

	"example.com/older"
)

func capture() (fs []func() int) {
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { return i })
	}
	for i, v := range []int{10, 20} {
		fs = append(fs, func() int { return i + v })
	}
	return
}

func show(name string, fs []func() int) {
	fmt.Print(name)
	for _, f := range fs {
		fmt.Print(" ", f())
	}
	fmt.Println()
}

func main() {
	show("module of 1.27:", capture())
	show("file of 1.21 in it:", captureOld())
	show("module of 1.21:", older.Capture())
	show("file of 1.22 in it:", older.CaptureNew())
	show("generic of 1.21:", older.Generic(1, 2))
}
