// run

// Typed constants: conversion rules, named types, methods on constants, and shadowed predeclared names.
package main

import "fmt"

type temp float64

func (t temp) fahrenheit() temp { return t*9/5 + 32 }

type level uint8

const (
	low  level = 10
	high       = low * 25
	cold temp  = -40
)

func (l level) double() level { return l * 2 }

const (
	mask8  = ^uint8(0x0F)
	top    = uint64(1) << 63
	minus  = int32(-7) / 2
	rem    = int32(-7) % 2
	f      = float32(1) / 3
	c      = complex64(1+2i) * 2
	shiftR = int8(-128) >> 3
	conv   = int(float64(3.0)) + int(len("four"))
	str    = string(rune('G')) + "o"
	cmp    = temp(1.5) < cold
)

func main() {
	fmt.Println(low, high, high.double(), cold.fahrenheit(), temp(100).fahrenheit(), (low + 5).double())
	fmt.Println(mask8, top, minus, rem, f, c, shiftR, conv, str, cmp)
	fmt.Printf("%T %T %T %T %T %T\n", high, mask8, f, c, cmp, str)
	fmt.Println(f*3 == 1, 1.0/3*3 == 1, float64(f) == 1.0/3)
	fmt.Println(temp.fahrenheit(0), level.double(255), cold == -40)

	{
		const true = false
		const nil = 0
		type int = string
		var x int = "an int is a string here"
		fmt.Println(true, nil, x)
		len := func(s string) float64 { return 0.5 }
		fmt.Println(len("four"))
	}
	const k = len("outside")
	arr := [...]level{low: 1, k: 2, high / 50: 3, 4}
	fmt.Println(len(arr), arr[k:], arr[5])
}
