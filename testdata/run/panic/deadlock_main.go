// run

// With every goroutine asleep the program ends with a fatal error and exit code 2.
package main

import "fmt"

func main() {
	fmt.Println("about to block")
	c := make(chan int)
	<-c
}
