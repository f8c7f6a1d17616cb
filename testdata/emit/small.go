package main

const limit = 1 << 4

type pair struct {
	x, y int
}

var (
	start  = pair{x: 1, y: limit}
	result int
)

//go:noinline
func (p *pair) area(scale int) int {
	return p.x * p.y * scale
}

func main() {
	result = start.area(3)
}
