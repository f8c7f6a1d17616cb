// run

// Values of composite literals are evaluated in the order of the source, whatever their places are.
package main

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			println(r.(error).Error())
		}
	}()
	f()
}

type point struct{ x, y int }

type deep struct {
	point
	z int
}

func id(i int) int {
	println("id", i)
	return i
}

func main() {
	short, long := []int{1}, []int{1, 2, 3}
	i, zero := 7, 0
	try(func() { println([...]int{1: long[i], 0: short[i]}[1]) })
	try(func() { println([]int{2: long[i], 0: short[i]}[1]) })
	try(func() { println(point{y: long[i], x: short[i]}.x) })
	try(func() { println(deep{z: i / zero, x: short[i]}.x) })
	// Calls come before all other operations that may panic.
	try(func() { println([...]int{1: long[i], 0: id(4)}[1]) })
	try(func() { println(point{y: id(1), x: id(2)}.x) })
}
