// run

// Sending to a nil channel blocks forever.
package main

//go:noinline
func send(c chan<- string) {
	c <- "never"
}

func main() {
	var c chan string
	send(c)
}
