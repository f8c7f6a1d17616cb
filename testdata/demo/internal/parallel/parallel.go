// Package parallel maps functions over sequences with several goroutines.
package parallel

import (
	"context"
	"fmt"
	"iter"
	"sync"
)

// PanicError is the error of an item whose function panicked.
type PanicError struct{ Value any }

func (e *PanicError) Error() string { return fmt.Sprint("panic: ", e.Value) }

type result[R any] struct {
	value R
	err   error
}

// Map yields f of each item, in the order of the items, with at most the given number of calls at a time.
//
// Stopping the iteration early, or the end of the context, stops the workers; Map returns only after
// they have ended. After the context's end the rest of the items is dropped and its cause yielded last.
func Map[T, R any](ctx context.Context, items iter.Seq[T], workers int, f func(T) (R, error)) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var group sync.WaitGroup
		defer group.Wait()
		defer cancel()

		// Each item has a channel of its own for its result; their queue keeps the order and its
		// capacity bounds how far the workers may run ahead.
		queue := make(chan chan result[R], max(workers, 1)-1)
		group.Go(func() {
			defer close(queue)
			for item := range items {
				slot := make(chan result[R], 1)
				select {
				case queue <- slot:
				case <-ctx.Done():
					return
				}
				group.Go(func() { slot <- call(f, item) })
			}
		})
		for slot := range queue {
			if ctx.Err() != nil {
				break
			}
			if r := <-slot; !yield(r.value, r.err) {
				return
			}
		}
		if cause := context.Cause(ctx); cause != nil {
			var zero R
			yield(zero, cause)
		}
	}
}

func call[T, R any](f func(T) (R, error), item T) (r result[R]) {
	defer func() {
		if e := recover(); e != nil {
			r.err = &PanicError{e}
		}
	}()
	r.value, r.err = f(item)
	return
}
