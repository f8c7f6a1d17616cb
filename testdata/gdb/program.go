package main

import (
	"fmt"
	"os"
	"strings"
)

type point struct{ x, y int }

type shape interface{ area() int }

type square struct {
	side int
	name string
}

var measured int

func (s *square) area() int {
	side := s.side
	measured = side * side // break area
	return measured
}

func double(n int) int {
	twice := n + n
	return twice
}

//go:noinline
func describe(name string, count int, p *point, list []int) string {
	total := 0
	for i, v := range list {
		total += v * (i + 1)
	}
	ratio := float64(total) / 4
	small := int8(-5)
	is_big := total > 100
	text := strings.Repeat(name, count)
	fmt.Fprintln(os.Stderr, text, total, ratio, is_big)
	p.x += total + int(small) // break describe
	if is_big {
		fmt.Fprintln(os.Stderr, ratio, text, count, name)
	}
	return text
}

//go:noinline
func worker(id int, jobs <-chan string, done chan<- int) {
	n := 0
	lengths := map[string]int{}
	for job := range jobs {
		n += len(job)
		length := double(n)
		fmt.Fprintln(os.Stderr, id, job, length)
		lengths[job] = length // break worker
	}
	done <- n
}

func main() {
	greeting := strings.ToLower("HELLO")
	p := point{3, 4}
	list := []int{10, 20, 30}
	text := describe(greeting, 2, &p, list)
	var s shape = &square{side: len(text) - 3, name: "seven"}
	area := s.area()
	counts := map[string]int{"a": 1}
	jobs, done := make(chan string), make(chan int)
	go worker(5, jobs, done)
	jobs <- "one"
	jobs <- "three"
	close(jobs)
	sum := <-done
	fmt.Println(greeting, p, list, text, area, counts, sum) // break end
}
