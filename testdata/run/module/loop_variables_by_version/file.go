//go:build go1.21

package main

func captureOld() (fs []func() int) {
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { return i })
	}
	for i, v := range []int{10, 20} {
		fs = append(fs, func() int { return i + v })
	}
	return
}
