// run

// RUnlock of an unlocked RWMutex is a fatal error, reached through a deferred call.
package main

import "sync"

type store struct {
	sync.RWMutex
	n int
}

func (s *store) get() int {
	defer s.RUnlock()
	return s.n
}

func main() {
	var s store
	println(s.get())
}
