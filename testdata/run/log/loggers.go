// run

// log: flags without time, prefixes, file names and lines, Output depths, panics, writers, and Fatal in a child.
package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"os"
)

type stamp struct{ n int }

func (s *stamp) Write(p []byte) (int, error) {
	s.n++
	return fmt.Printf("[%d] %q\n", s.n, p)
}

func helper(l *log.Logger) { l.Output(2, "reported at the caller") }

func main() {
	if os.Getenv("CHILD") != "" {
		log.SetFlags(log.Lshortfile | log.Lmsgprefix)
		log.SetPrefix("child: ")
		defer fmt.Println("not run")
		log.Fatalf("fatal %d", 5)
	}
	l := log.New(&stamp{}, "p: ", 0)
	l.Print("a", "b", 1, 2, "c")
	l.Println("a", 1)
	l.Printf("%05d\n", 42)
	l.Print("")
	l.Print("ends with newline\n")
	l.SetFlags(log.Lshortfile)
	l.Print("with file")
	helper(l)
	l.SetFlags(log.Lshortfile | log.Lmsgprefix)
	l.SetPrefix("msg> ")
	l.Println("prefix before message", l.Prefix(), l.Flags() == log.Lshortfile|log.Lmsgprefix)
	func() {
		defer func() { fmt.Printf("%T %v\n", recover(), "panicked") }()
		l.Panicf("panic %s", "value")
	}()
	func() {
		defer func() { fmt.Printf("%q\n", recover()) }()
		l.Panicln("x", 1)
	}()
	var buf bytes.Buffer
	log.SetOutput(&buf)
	log.SetFlags(log.LstdFlags | log.LUTC | log.Lmicroseconds)
	log.Print("dated")
	fmt.Println(buf.Len() == len("2009/01/23 01:23:23.123123 dated\n"), log.Writer() == &buf, log.Default().Flags() == log.Flags())
	buf.Reset()
	log.SetFlags(0)
	log.SetPrefix("std ")
	log.Println("to buffer", log.Prefix())
	log.Output(1, "output")
	fmt.Print(buf.String())
	l.SetOutput(io.Discard)
	l.Print("nowhere")
	l.SetOutput(&buf)
	fmt.Println(l.Writer() == &buf)
	log.SetOutput(os.Stderr)
	log.Println("on stderr")

	r, w, _ := os.Pipe()
	p, err := os.StartProcess("/proc/self/exe", os.Args, &os.ProcAttr{Env: []string{"CHILD=1"}, Files: []*os.File{nil, w, w}})
	if err != nil {
		panic(err)
	}
	w.Close()
	out, _ := io.ReadAll(r)
	st, _ := p.Wait()
	fmt.Printf("%s%v\n", out, st)
}
