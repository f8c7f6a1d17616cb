// run

// The end of a program by an error joined and wrapped over several lines.
package main

import (
	"errors"
	"fmt"
)

type opError struct {
	op  string
	err error
}

func (e *opError) Error() string { return e.op + ": " + e.err.Error() }
func (e *opError) Unwrap() error { return e.err }

//go:noinline
func open(name string) error {
	return &opError{"open " + name, errors.New("no such thing")}
}

func main() {
	err := errors.Join(open("a"), fmt.Errorf("second: %w", open("b")))
	defer fmt.Println("last words")
	if err != nil {
		panic(fmt.Errorf("main:\n%w", err))
	}
}
