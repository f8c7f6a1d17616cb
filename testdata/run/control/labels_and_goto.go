// run

// Labelled break and continue out of nested loops, switches and selects; goto forwards and backwards.
package main

import "fmt"

func find(grid [][]int, want int) (r, c int) {
outer:
	for r = range grid {
		for c = range grid[r] {
			switch {
			case grid[r][c] == want:
				break outer
			case grid[r][c] < 0:
				continue outer
			}
		}
	}
	return
}

func gotoLoop(n int) (sum int) {
	i := 0
loop:
	if i >= n {
		goto done
	}
	sum += i
	i++
	goto loop
done:
	return
}

func retry(fails int) (log []string) {
	attempt := 0
again:
	attempt++
	for i := 0; i < 3; i++ {
		if attempt <= fails && i == 1 {
			log = append(log, fmt.Sprint("fail", attempt))
			goto again
		}
		log = append(log, fmt.Sprint(attempt, ".", i))
	}
	return
}

func gotoClosures() (fs []func() int) {
	i := 0
top:
	x := i * i
	fs = append(fs, func() int { x++; return x })
	i++
	if i < 3 {
		goto top
	}
	return
}

func main() {
	g := [][]int{{1, -1, 9}, {3, 9, 4}, {9}}
	fmt.Println(find(g, 9))
	fmt.Println(find(g, 77))
	fmt.Println(gotoLoop(10), retry(2))
	for _, f := range gotoClosures() {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()

	// break leaves the innermost for, switch or select unless labelled.
	ch := make(chan int, 5)
	for i := range 5 {
		ch <- i
	}
recv:
	for {
		select {
		case v := <-ch:
			switch v {
			case 1:
				continue recv
			case 3:
				break recv
			case 2:
				break
			}
			fmt.Print("v", v, " ")
		default:
			break recv
		}
	}
	fmt.Println(len(ch))
sw:
	switch x := 2; x {
	case 2:
		for {
			break sw
		}
		fmt.Println("not reached")
	}
tsw:
	switch any(ch).(type) {
	case chan int:
		if len(ch) == 1 {
			break tsw
		}
		fmt.Println("not reached")
	}
a:
	for i := 0; ; i++ {
	b:
		for j := 0; ; j++ {
			for k := 0; ; k++ {
				if k == 2 {
					continue b
				}
				if j == 2 {
					continue a
				}
				if i == 2 {
					break a
				}
				fmt.Print(i, j, k, " ")
			}
		}
	}
	fmt.Println()
	goto end
end:
	fmt.Println("end")
	{
		goto inner
	}
inner:
	for range 2 {
		goto out
	}
out:
}
