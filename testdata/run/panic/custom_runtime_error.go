// run

// A value that implements runtime.Error and error prints through Error; a *T with a value method works as well.
package main

import "runtime"

type fault struct{ where string }

func (f fault) Error() string { return "fault at " + f.where }
func (f fault) RuntimeError() {}

var _ runtime.Error = fault{}

func main() {
	defer func() {
		if e, ok := recover().(runtime.Error); ok {
			panic(e)
		}
	}()
	panic(&fault{"sector 7"})
}
