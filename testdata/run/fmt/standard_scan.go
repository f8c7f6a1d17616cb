// run

// fmt.Scan, Scanln and Scanf reading from standard input, which a pipe replaces.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	os.Stdin = r
	go func() {
		io.WriteString(w, "1 2\n3 four\n5,6;x\n7 8 9\n\nlast")
		w.Close()
	}()
	var a, b int
	var s string
	fmt.Println(fmt.Scan(&a, &b))
	fmt.Println(a, b)
	fmt.Println(fmt.Scanln(&a, &s))
	fmt.Println(fmt.Scanln(&a, &s))
	fmt.Println(a, s)
	var c rune
	fmt.Println(fmt.Scanf("%d,%d;%c\n", &a, &b, &c))
	fmt.Println(a, b, string(c))
	fmt.Println(fmt.Scanln(&a, &b))
	fmt.Println(fmt.Scan(&s))
	fmt.Println(s)
	fmt.Println(fmt.Scan(&s))
	fmt.Println(fmt.Scanf("%d", &a))
}
