// run

// Standard input read through fmt and bufio: words, lines, and the end of input.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
)

func main() {
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
