// run

// select {} with no other goroutine left is a deadlock as well.
package main

func main() {
	done := make(chan bool)
	go func() { done <- true }()
	<-done
	select {}
}
