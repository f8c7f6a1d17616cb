// run

// Locking a locked mutex blocks forever: reported as sync.Mutex.Lock.
package main

import "sync"

func main() {
	var mu sync.Mutex
	mu.Lock()
	println("locked once")
	mu.Lock()
}
