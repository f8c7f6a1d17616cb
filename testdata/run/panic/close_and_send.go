// run

// Closing a nil channel ends the program; an earlier send on a closed one was recovered.
package main

import "fmt"

func main() {
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		c := make(chan int, 1)
		close(c)
		c <- 1
	}()
	var c chan int
	close(c)
}
