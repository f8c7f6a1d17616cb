// run

// Capacities after append follow gc's growth rule and its allocator's size classes for every element size.
package main

import "fmt"

// sink makes every slice escape, so that no backing array lies on the stack.
var sink any

func capacity[T any](s []T) int {
	sink = s
	return cap(s)
}

func grow[T any](n int) {
	var s []T
	var z T
	last := -1
	fmt.Printf("%T:", z)
	for range n {
		s = append(s, z)
		if c := capacity(s); c != last {
			last = c
			fmt.Print(" ", last)
		}
	}
	fmt.Println()
}

func jump[T any](ns ...int) {
	var z T
	fmt.Printf("%T jump:", z)
	for _, n := range ns {
		fmt.Print(" ", capacity(append([]T(nil), make([]T, n)...)), "/", capacity(append(make([]T, 5), make([]T, n)...)))
	}
	fmt.Println()
}

func main() {
	grow[byte](5000)
	grow[int16](3000)
	grow[int32](3000)
	grow[int](3000)
	grow[string](1500)
	grow[[3]byte](2000)
	grow[[]int](1000)
	grow[[5]int](800)
	grow[*int](2000)
	grow[[100]byte](300)
	grow[struct {
		p *int
		b byte
	}](600)
	jump[byte](0, 1, 2, 3, 5, 7, 8, 9, 15, 17, 31, 33, 50, 100, 1000, 1025, 5000, 33000)
	jump[int](1, 2, 3, 5, 9, 17, 33, 100, 257, 1000, 5000)
	jump[string](1, 3, 5, 7, 11, 100, 600)
	jump[[3]int32](1, 2, 3, 5, 10, 100)

	hello := "hello"
	fmt.Println(capacity([]byte(hello)), capacity(append([]byte(hello), " world"...)), capacity(append([]byte(nil), "0123456789012345678901234567890123"...)))
	fmt.Println(capacity(make([]int, 3)), capacity(make([]int, 3, 7)), capacity([]int{1, 2, 3}), capacity(append([]int{1, 2, 3}, 4)), capacity(append(make([]int, 10, 20), make([]int, 30)...)))
	fmt.Println(capacity([]rune(hello)), capacity([]rune(hello[:1])), capacity([]byte(hello[:0])), capacity(append([]rune(nil), 'a')))
	var e []struct{}
	e = append(e, struct{}{})
	fmt.Println(len(e), capacity(e) >= 1)
}
