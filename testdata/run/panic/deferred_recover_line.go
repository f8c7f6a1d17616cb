// run

// After a recovery the function goes on as if it returned; a later panic shows only the current stack.
package main

import "fmt"

//go:noinline
func risky(n int) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("risky: %v", e)
		}
	}()
	if n > 0 {
		panic(n)
	}
	return nil
}

func main() {
	fmt.Println(risky(0), risky(1))
	must(risky(2))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
