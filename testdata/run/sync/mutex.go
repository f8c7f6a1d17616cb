// run

// Mutex and RWMutex guard shared state; TryLock, Locker, and mutexes embedded in structs.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

type account struct {
	sync.Mutex
	balance int
}

func transfer(a, b *account, n int) bool {
	a.Lock()
	defer a.Unlock()
	b.Lock()
	defer b.Unlock()
	if a.balance < n {
		return false
	}
	a.balance -= n
	b.balance += n
	return true
}

type store struct {
	mu sync.RWMutex
	m  map[string]int
}

func (s *store) get(k string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[k]
}

func (s *store) inc(k string) {
	s.mu.Lock()
	s.m[k]++
	s.mu.Unlock()
}

func main() {
	var wg sync.WaitGroup
	a, b := &account{balance: 1000}, &account{balance: 1000}
	for i := range 10 {
		wg.Go(func() {
			for range 100 {
				transfer(a, b, i) // always in the same order, so there is no deadlock
				runtime.Gosched()
			}
		})
	}
	wg.Wait()
	fmt.Println(a.balance+b.balance, a.balance >= 0)

	s := &store{m: map[string]int{}}
	bad := make(chan int, 100)
	for range 4 {
		wg.Go(func() {
			for range 250 {
				s.inc("k")
			}
		})
		wg.Go(func() {
			last := 0
			for range 250 {
				if v := s.get("k"); v < last {
					bad <- v
				} else {
					last = v
				}
			}
		})
	}
	wg.Wait()
	fmt.Println(s.get("k"), len(bad))

	var mu sync.Mutex
	fmt.Println(mu.TryLock(), mu.TryLock())
	mu.Unlock()
	fmt.Println(mu.TryLock())
	mu.Unlock()
	var rw sync.RWMutex
	rw.RLock()
	fmt.Println(rw.TryRLock(), rw.TryLock())
	rw.RUnlock()
	rw.RUnlock()
	fmt.Println(rw.TryLock(), rw.TryRLock())
	rw.Unlock()
	l := rw.RLocker()
	l.Lock()
	fmt.Println(rw.TryLock())
	l.Unlock()
	for _, l := range []sync.Locker{&mu, &rw, rw.RLocker(), a} {
		l.Lock()
		l.Unlock()
	}

	// A waiting writer blocks new readers, and gets its turn.
	rw.RLock()
	wrote := make(chan bool)
	go func() { rw.Lock(); rw.Unlock(); close(wrote) }()
	for rw.TryRLock() {
		rw.RUnlock()
		runtime.Gosched()
	}
	rw.RUnlock()
	<-wrote
	fmt.Println("writer done", rw.TryRLock())
}
