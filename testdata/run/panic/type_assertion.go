// run

// A failed type assertion as the end of the program, inside a method reached through an interface.
package main

import "fmt"

type shape interface{ area() float64 }
type disk struct{ payload any }

func (d disk) area() float64 {
	return d.payload.(float64)
}

//go:noinline
func total(shapes ...shape) (t float64) {
	for _, s := range shapes {
		t += s.area()
	}
	return
}

func main() {
	fmt.Println(total(disk{1.5}, disk{2.0}))
	fmt.Println(total(disk{1.5}, disk{"2.0"}))
}
