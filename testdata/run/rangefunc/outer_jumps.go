// run

// break, continue and goto to outer labels from nested range-over-func bodies mixed with ordinary loops.
package main

import (
	"fmt"
	"iter"
)

var log []string

func seq(name string, n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer func() { log = append(log, name+"-") }()
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func flush() { fmt.Println(log); log = nil }

func main() {
a:
	for i := range seq("a", 3) {
		for j := range seq("b", 3) {
			for k := range seq("c", 3) {
				switch {
				case k == 1 && i == 0:
					continue a
				case j == 1 && i == 1:
					break a
				case k == 2:
					break
				}
				log = append(log, fmt.Sprint(i, j, k))
			}
		}
	}
	flush()
b:
	for i := 0; i < 4; i++ {
		for j := range seq("d", 5) {
			for k := range 5 {
				if k == j {
					if i == j {
						continue b
					}
					break
				}
				if i == 3 {
					break b
				}
				log = append(log, fmt.Sprint(i, j, k))
			}
		}
	}
	flush()
	tries := 0
again:
	for i := range seq("e", 3) {
		tries++
		if i == 1 && tries < 5 {
			goto again
		}
		for range seq("f", 2) {
			if tries > 6 {
				goto done
			}
			if i == 0 {
				goto next
			}
			log = append(log, fmt.Sprint("in", i))
		}
	next:
		log = append(log, fmt.Sprint("next", i))
	}
done:
	log = append(log, fmt.Sprint("tries", tries))
	flush()
c:
	for i := range seq("g", 3) {
		select {
		default:
			for range seq("h", 2) {
				if i == 1 {
					continue c
				}
				if i == 2 {
					break c
				}
				log = append(log, fmt.Sprint("sel", i))
			}
		}
	}
	flush()
d:
	switch x := 1; x {
	case 1:
		for i := range seq("i", 3) {
			if i == 1 {
				break d
			}
		}
		log = append(log, "not reached")
	}
	flush()
	sum := 0
	for i := range seq("j", 1000) {
		for j := range seq("", 1000) {
			if j > i {
				break
			}
			if (i+j)%7 == 3 {
				continue
			}
			sum += i ^ j
		}
		if i > 100 {
			break
		}
	}
	fmt.Println(sum)
}
