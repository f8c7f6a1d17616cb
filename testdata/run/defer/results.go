// run

// Deferred functions see and change named results after the return statement set them.
package main

import (
	"errors"
	"fmt"
)

func inc() (n int) {
	defer func() { n++ }()
	return 41
}

func unnamed() int {
	n := 1
	defer func() { n = 100 }()
	return n
}

func double() (n int) {
	defer func() { n *= 2 }()
	defer func() { n += 3 }()
	n = 1
	return n + 1
}

func swap(a, b string) (x, y string) {
	defer func() { x, y = y, x }()
	return a, b
}

func recovered() (n int, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("recovered: %v", e)
		}
	}()
	n = 7
	panic("boom")
}

func partial() (n int, s string) {
	defer func() { recover() }()
	n, s = 1, "set before"
	return 2, func() string { panic("in return operand") }()
}

func bare() (n int, err error) {
	defer func() {
		if err == nil {
			err = errors.New("from defer")
		}
	}()
	n = 5
	return
}

func shadow() (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("wrapped %w", err)
		}
	}()
	if _, err := fmt.Sscan("x", new(int)); err != nil {
		return errors.New("inner")
	}
	return nil
}

func pointer() (n int) {
	p := &n
	defer func() { *p += 10 }()
	return 1
}

func big() (arr [50]int, s string, e error) {
	defer func() { arr[49]++; s += "!"; e = fmt.Errorf("%d", arr[0]) }()
	return [50]int{9: 1, 49: 2}, "s", nil
}

func loopReturn() (n int) {
	for {
		defer func() { n++ }()
		if n++; n == 5 {
			return n * 10
		}
	}
}

func nested() (n int) {
	defer func() {
		n += func() (m int) {
			defer func() { m += n }()
			return 1
		}()
	}()
	return 10
}

func argOfDeferred() (n int) {
	defer func(old int) { n += old }(n)
	n = 3
	return 4
}

func blank() (_ int, s string) {
	defer func() { s = "d" + s }()
	return 1, "s"
}

func main() {
	fmt.Println(inc(), unnamed(), double())
	fmt.Println(swap("a", "b"))
	fmt.Println(recovered())
	fmt.Println(partial())
	fmt.Println(bare())
	fmt.Println(shadow(), pointer(), loopReturn(), nested(), argOfDeferred())
	a, s, e := big()
	fmt.Println(a[9], a[49], s, e)
	fmt.Println(blank())
}
