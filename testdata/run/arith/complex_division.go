// run

// Complex division: scaling, zero divisors, infinities and NaN give exactly gc's results.
package main

import (
	"fmt"
	"math"
)

//go:noinline
func div(a, b complex128) complex128 { return a / b }

//go:noinline
func div64(a, b complex64) complex64 { return a / b }

func main() {
	inf, nan := math.Inf(1), math.NaN()
	vals := []complex128{
		0, 1, 1i, -1 - 1i, 3 + 4i, 1e300 + 1e300i, 1e-310 + 2e-310i,
		complex(inf, 0), complex(-inf, inf), complex(nan, 0), complex(nan, inf), complex(1, nan),
	}
	for _, a := range vals {
		for _, b := range vals {
			fmt.Print(div(a, b), " ")
		}
		fmt.Println()
	}
	fmt.Println(div64(1, 0), div64(0, 0), div64(3+4i, 1-2i), div64(1e38, 1e-38), div64(1e30+1e30i, 1e30+1e30i))
	fmt.Printf("%x\n", div(1+2i, 3+7i))
	fmt.Printf("%x\n", div64(1+2i, 3+7i))
}
