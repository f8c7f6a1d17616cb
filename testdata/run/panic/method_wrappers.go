// run

// A nil pointer inside an interface whose method has a value receiver: the wrapper's panic text and frames.
package main

import "fmt"

type temp float64

func (t temp) String() string { return fmt.Sprint("temp ", float64(t)) }

type sensor struct{ *temp }

func main() {
	v := temp(1.5)
	var s fmt.Stringer = sensor{&v}
	fmt.Println(s.String())
	var p *temp
	s = p
	f := s.String
	fmt.Println("bound")
	f()
}
