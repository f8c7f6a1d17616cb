// run

// Unbounded recursion ends in a fatal error with exit code 2; a child process shows it.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

//go:noinline
func fill(p *[120 << 10]byte) { p[0] = 1 }

// Each frame is large, but only little of it is touched.
func recurse(n int) int {
	if n < 0 {
		var pad [120 << 10]byte
		fill(&pad)
		return int(pad[0])
	}
	return recurse(n+1) + 1
}

func main() {
	if os.Getenv("CHILD") != "" {
		defer fmt.Println("deferred calls do not run")
		defer func() { recover() }()
		recurse(0)
	}
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	p, err := os.StartProcess("/proc/self/exe", os.Args, &os.ProcAttr{Env: []string{"CHILD=1"}, Files: []*os.File{nil, w, w}})
	if err != nil {
		panic(err)
	}
	w.Close()
	out, _ := io.ReadAll(r)
	state, err := p.Wait()
	fmt.Println(state, state.ExitCode(), err)
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "runtime: goroutine stack") || strings.HasPrefix(line, "fatal") {
			fmt.Print(line)
		}
	}
	fmt.Println(strings.Contains(string(out), "main.recurse("), strings.Contains(string(out), "frames elided"), strings.Contains(string(out), "deferred"))
}
