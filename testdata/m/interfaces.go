// m -m

package main

type shape interface{ area() int }

type square struct{ side int }

func (s square) area() int { return s.side * s.side }

type circle struct{ r int }

func (c *circle) area() int { return 3 * c.r * c.r }

func known() int {
	var s shape = square{2}
	return s.area()
}

func pointer() int {
	var s shape = &circle{2}
	return s.area()
}

func assigned(b bool) int {
	var s shape
	if b {
		s = &circle{1}
	} else {
		s = &circle{2}
	}
	return s.area()
}

func mixed(b bool) int {
	var s shape = square{1}
	if b {
		s = &circle{2}
	}
	return s.area()
}

func asserted(x any) int {
	return x.(shape).area()
}

func made() shape { return &circle{4} }

func result() int {
	s := made()
	return s.area()
}

func param(s shape) int { return s.area() }

func main() {
	known()
	pointer()
	assigned(true)
	mixed(true)
	asserted(square{1})
	result()
	param(square{2})
}
