// run

// A panic inside a deferred method value and a goroutine started with a bound method.
package main

import "sync"

type job struct {
	id int
	wg *sync.WaitGroup
}

func (j *job) run() {
	defer j.finish()
	var table []int
	table[j.id] = 1
}

func (j *job) finish() {
	j.wg.Done()
}

func main() {
	var wg sync.WaitGroup
	wg.Add(1)
	j := &job{3, &wg}
	go j.run()
	wg.Wait()
	select {}
}
