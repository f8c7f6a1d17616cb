// run

// A goroutine that has not run yet is at the start of its function.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

func show(n int) { fmt.Println(n) }

func plain() {}

func main() {
	runtime.GOMAXPROCS(1)
	go plain()
	go show(1)
	go func() { show(2) }()
	buf := make([]byte, 1<<14)
	buf = buf[:runtime.Stack(buf, true)]
	for _, line := range strings.Split(string(buf), "\n") {
		if strings.HasPrefix(line, "main.") || strings.HasPrefix(line, "created by main.") {
			fmt.Println(line)
		}
		if strings.Contains(line, "stack_of_unstarted.go:") {
			line = line[strings.LastIndex(line, "/"):]
			line, _, _ = strings.Cut(line, " ")
			fmt.Println(line)
		}
	}
}
