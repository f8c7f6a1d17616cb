// run

// Conway's Game of Life on a torus, computed by several goroutines per generation with a barrier between them.
package main

import (
	"fmt"
	"strings"
	"sync"
)

type board struct {
	w, h  int
	cells []bool
}

func parse(rows ...string) *board {
	b := &board{len(rows[0]), len(rows), nil}
	for _, r := range rows {
		for _, c := range r {
			b.cells = append(b.cells, c == '#')
		}
	}
	return b
}

func (b *board) at(x, y int) int {
	if b.cells[(y+b.h)%b.h*b.w+(x+b.w)%b.w] {
		return 1
	}
	return 0
}

func (b *board) rows(next *board, from, to int) {
	for y := from; y < to; y++ {
		for x := range b.w {
			n := b.at(x-1, y-1) + b.at(x, y-1) + b.at(x+1, y-1) + b.at(x-1, y) + b.at(x+1, y) + b.at(x-1, y+1) + b.at(x, y+1) + b.at(x+1, y+1)
			next.cells[y*b.w+x] = n == 3 || n == 2 && b.cells[y*b.w+x]
		}
	}
}

func (b *board) step(workers int) *board {
	next := &board{b.w, b.h, make([]bool, len(b.cells))}
	var wg sync.WaitGroup
	for i := range workers {
		wg.Go(func() { b.rows(next, b.h*i/workers, b.h*(i+1)/workers) })
	}
	wg.Wait()
	return next
}

func (b *board) String() string {
	var sb strings.Builder
	for i, c := range b.cells {
		sb.WriteByte(".#"[map[bool]int{true: 1}[c]])
		if i%b.w == b.w-1 {
			sb.WriteByte('\n')
		}
	}
	return sb.String()
}

func (b *board) key() string { return b.String() }

func main() {
	glider := parse(".#........", "..#.......", "###.......", "..........", "..........", "..........", "..........", "..........")
	b := glider
	for range 12 {
		b = b.step(3)
	}
	fmt.Print(b, "\n")
	for range 28 {
		b = b.step(5)
	}
	fmt.Println(b.key() == glider.key())
	for i := 28 + 12; ; i++ {
		if b.key() == glider.key() && i > 40 {
			fmt.Println("glider returns after", i)
			break
		}
		b = b.step(2)
	}
	seed := uint32(12345)
	soup := &board{40, 30, make([]bool, 1200)}
	for i := range soup.cells {
		seed = seed*1664525 + 1013904223
		soup.cells[i] = seed>>30 == 0
	}
	seen := map[string]int{}
	for gen := 0; ; gen++ {
		if first, ok := seen[soup.key()]; ok {
			alive := strings.Count(soup.key(), "#")
			fmt.Println("period", gen-first, "from generation", first, "alive", alive)
			break
		}
		seen[soup.key()] = gen
		soup = soup.step(4)
	}
}
