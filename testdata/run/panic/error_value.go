// run

// panic with an error prints its Error text, with a wrapped one the whole chain's text.
package main

import (
	"errors"
	"fmt"
)

var errBase = errors.New("base failure")

//go:noinline
func load() error { return fmt.Errorf("load: %w", errBase) }

func main() {
	if err := load(); err != nil {
		panic(err)
	}
}
