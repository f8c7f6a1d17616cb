// run

// complex64 and complex128: construction, parts, + - * and comparison, conversion, compound assignment.
package main

import (
	"fmt"
	"math"
)

//go:noinline
func mul(a, b complex128) complex128 { return a * b }

//go:noinline
func parts(c complex64) (float32, float32) { return real(c), imag(c) }

type phase complex128

func (p phase) conj() phase { return phase(complex(real(p), -imag(p))) }

func main() {
	a, b := 3+4i, complex(1, -2)
	fmt.Println(a+b, a-b, a*b, a/b, -a, a == b, a != b, a == 3+4i)
	fmt.Println(mul(a, b), mul(1i, 1i), mul(a, complex(real(a), -imag(a))))
	var c complex64 = complex(1.5, float32(0.1))
	fmt.Println(c, complex128(c), complex64(a))
	fmt.Println(parts(c * c))
	fmt.Printf("%T %T %T %T\n", real(c), imag(a), c*c, 2i)
	a *= b
	a += 1
	a -= 0.5i
	a /= 2
	fmt.Println(a)
	a++
	fmt.Println(a)
	p := phase(2 + 3i)
	fmt.Println(p.conj(), p*p.conj(), real(p*p.conj()) == 13)

	inf, nan := math.Inf(1), math.NaN()
	fmt.Println(complex(inf, nan) == complex(inf, nan), complex(inf, 0)*complex(0, 1), mul(complex(inf, 1), complex(1, 1)))
	fmt.Println(complex(0, math.Copysign(0, -1)), -complex(0, 0), complex(0, -0.0) == -complex(0, 0))
	// Parts of one number are assigned through the whole.
	z := 1 + 2i
	z = complex(imag(z), real(z))
	fmt.Println(z)
	arr := [...]complex64{1, 2i, 'a', 2.5 + 1i}
	var s complex64
	for _, v := range arr {
		s += v * v
	}
	fmt.Println(arr, s, len(arr))
	m := map[complex128]string{1i: "i", complex(1, 0): "one"}
	fmt.Println(m[1i], m[1], m[2] == "")
	fmt.Printf("%v %.2f %8.3e %+g\n", z, z, z, z)
}
