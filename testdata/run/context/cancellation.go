// run

// Contexts: cancellation trees, causes, deadlines, values, AfterFunc, WithoutCancel, and their strings.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

type key int
type userKey struct{ name string }

func worker(ctx context.Context, n int, wg *sync.WaitGroup, out []error) {
	defer wg.Done()
	<-ctx.Done()
	out[n] = ctx.Err()
}

func main() {
	bg := context.Background()
	fmt.Println(bg, context.TODO(), bg.Err(), bg.Done() == nil)
	ctx, cancel := context.WithCancel(bg)
	child, cancelChild := context.WithCancel(context.WithValue(ctx, key(1), "v"))
	fmt.Println(child.Value(key(1)), child.Value(1), child.Value(key(2)), ctx.Value(key(1)))
	fmt.Println(child)
	cancelChild()
	cancelChild()
	fmt.Println(child.Err(), ctx.Err())

	var wg sync.WaitGroup
	errs := make([]error, 5)
	for i := range errs {
		wg.Add(1)
		c := ctx
		if i%2 == 1 {
			var cancelOne context.CancelFunc
			c, cancelOne = context.WithCancel(context.WithValue(ctx, userKey{"u"}, i))
			defer cancelOne()
		}
		go worker(c, i, &wg, errs)
	}
	cancel()
	wg.Wait()
	fmt.Println(errs, errors.Is(errs[1], context.Canceled))

	cause := errors.New("because")
	cctx, cc := context.WithCancelCause(bg)
	sub, scancel := context.WithTimeout(cctx, time.Hour)
	defer scancel()
	cc(cause)
	cc(errors.New("too late"))
	fmt.Println(cctx.Err(), context.Cause(cctx), sub.Err(), context.Cause(sub), context.Cause(bg))

	dctx, dcancel := context.WithTimeout(bg, time.Millisecond)
	defer dcancel()
	<-dctx.Done()
	_, has := dctx.Deadline()
	fmt.Println(dctx.Err(), errors.Is(dctx.Err(), context.DeadlineExceeded), has)
	past, pcancel := context.WithDeadlineCause(bg, time.Unix(0, 0).UTC(), cause)
	defer pcancel()
	dl, _ := past.Deadline()
	fmt.Println(past.Err(), context.Cause(past), dl)
	var te interface{ Timeout() bool }
	fmt.Println(errors.As(past.Err(), &te), te.Timeout())

	actx, acancel := context.WithCancel(bg)
	ran := make(chan string, 2)
	stop := context.AfterFunc(actx, func() { ran <- "after cancel" })
	stop2 := context.AfterFunc(actx, func() { ran <- "stopped" })
	fmt.Println(stop2())
	wc := context.WithoutCancel(context.WithValue(actx, key(9), 99))
	acancel()
	fmt.Println(<-ran, stop(), len(ran), wc.Err(), wc.Value(key(9)))
	fmt.Println(wc)

	gen := func(ctx context.Context) <-chan int {
		c := make(chan int)
		go func() {
			defer close(c)
			for i := 0; ; i++ {
				select {
				case c <- i:
				case <-ctx.Done():
					return
				}
			}
		}()
		return c
	}
	gctx, gcancel := context.WithCancel(bg)
	sum := 0
	for v := range gen(gctx) {
		if sum += v; v == 10 {
			gcancel()
			break
		}
	}
	fmt.Println(sum)
	defer func() { fmt.Println(recover()) }()
	fmt.Println(context.WithValue(bg, []int{}, 1))
}
