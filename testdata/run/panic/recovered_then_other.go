// run

// A recovered panic followed by another one in the same deferred call prints the first as [recovered].
package main

import "errors"

func inner() {
	defer func() {
		e := recover()
		panic(errors.Join(errors.New("outer"), e.(error)))
	}()
	panic(errors.New("first"))
}

func main() {
	inner()
}
