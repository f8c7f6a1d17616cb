// run

// The most negative integer divided by -1 is itself with remainder 0, for constants of either side too.
package main

import "fmt"

var (
	min8  int8  = -1 << 7
	min16 int16 = -1 << 15
	min32 int32 = -1 << 31
	min64 int64 = -1 << 63
	minI  int   = -1 << 63

	neg8  int8  = -1
	neg16 int16 = -1
	neg32 int32 = -1
	neg64 int64 = -1
	negI  int   = -1
)

func main() {
	fmt.Println(min8/neg8, min16/neg16, min32/neg32, min64/neg64, minI/negI)
	fmt.Println(min8%neg8, min16%neg16, min32%neg32, min64%neg64, minI%negI)
	fmt.Println(min8/-1, min16/-1, min32/-1, min64/-1, minI/-1)
	fmt.Println(min8%-1, min16%-1, min32%-1, min64%-1, minI%-1)
	fmt.Println(min8*neg8, min16*neg16, min32*neg32, min64*neg64)
	fmt.Println(-min8, -min16, -min32, -min64)

	d := negI
	const lo = -1 << 63
	fmt.Println(lo/d, lo%d)
	min8 /= neg8
	min64 %= neg64
	fmt.Println(min8, min64)

	// Quotients one step away from the overflow.
	for _, x := range []int64{-1 << 63, -1<<63 + 1, 1<<63 - 1} {
		for _, y := range []int64{-1, 1, -2, 2, -1 << 63} {
			fmt.Print(x/y, " ", x%y, "; ")
		}
		fmt.Println()
	}
}
