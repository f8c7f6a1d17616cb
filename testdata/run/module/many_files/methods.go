package main

import (
	"math"
	fmt "strconv"
)

func (c circle) area() float64 { return math.Floor(c.r * c.r * math.Pi) }

func (g *generic[T]) area() float64 { return float64(len(g.list)) }

func (g *generic[E]) describe() string { count++; return g.name + fmt.Itoa(len(g.list)) }

func newShape(name string) *generic[rune] { return &generic[rune]{name, []rune(name)} }
