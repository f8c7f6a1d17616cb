// run

// Standard input, replaced by a pipe, read through fmt and bufio: words, lines, and the end of input.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
)

const input = "4\n10 20 -3\n 15 tail of line\ngopher 2.5e3\nthe rest\nof it"

func main() {
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	os.Stdin = r
	go func() {
		io.WriteString(w, input)
		w.Close()
	}()
	in := bufio.NewReader(os.Stdin)
	var n int
	c, err := fmt.Fscan(in, &n)
	fmt.Println(c, err, n)
	sum := 0
	for range n {
		var x int
		fmt.Fscan(in, &x)
		sum += x
	}
	fmt.Println("sum", sum)
	line, err := in.ReadString('\n')
	fmt.Printf("%q %v\n", line, err)
	var name string
	var f float64
	c, err = fmt.Fscanf(in, "%s %g\n", &name, &f)
	fmt.Println(c, err, name, f)
	rest, err := io.ReadAll(in)
	fmt.Printf("%q %v\n", rest, err)
	c, err = fmt.Scan(&n)
	fmt.Println(c, err)
}
