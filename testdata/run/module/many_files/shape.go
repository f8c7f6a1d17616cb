package main

import "fmt"

type shape interface{ area() float64 }

type circle struct{ r float64 }

func (c circle) String() string { return fmt.Sprintf("circle(%v)", c.r) }

type generic[T any] struct {
	name string
	list []T
}
