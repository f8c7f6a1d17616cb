// run

// If the Error method of the panic value panics itself, that is a fatal error; a child process shows its message.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

type bad struct{ p *int }

func (b bad) Error() string {
	panic("Error panicked")
}

type worse struct{ v *int }

func (w *worse) String() string {
	return fmt.Sprint(*w.v)
}

func child(kind string) {
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	p, err := os.StartProcess("/proc/self/exe", os.Args, &os.ProcAttr{Env: []string{"CHILD=" + kind}, Files: []*os.File{nil, w, w}})
	if err != nil {
		panic(err)
	}
	w.Close()
	out, _ := io.ReadAll(r)
	state, err := p.Wait()
	for line := range strings.Lines(string(out)) {
		fmt.Print(line)
		if strings.HasPrefix(line, "fatal error") {
			break
		}
	}
	fmt.Println(state, err)
}

func main() {
	switch os.Getenv("CHILD") {
	case "error":
		defer fmt.Println("deferred calls run first")
		panic(bad{})
	case "string":
		panic(&worse{})
	default:
		child("error")
		child("string")
	}
}
