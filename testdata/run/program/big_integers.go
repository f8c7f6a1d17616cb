// run

// Arbitrary-precision arithmetic by hand: addition, multiplication, division and printing, on []uint32 words.
package main

import (
	"fmt"
	"slices"
	"strings"
)

type nat []uint32

func (x nat) norm() nat {
	for len(x) > 0 && x[len(x)-1] == 0 {
		x = x[:len(x)-1]
	}
	return x
}

func from(n uint64) nat { return nat{uint32(n), uint32(n >> 32)}.norm() }

func (x nat) add(y nat) nat {
	if len(x) < len(y) {
		x, y = y, x
	}
	z := make(nat, len(x)+1)
	var carry uint64
	for i := range x {
		s := uint64(x[i]) + carry
		if i < len(y) {
			s += uint64(y[i])
		}
		z[i], carry = uint32(s), s>>32
	}
	z[len(x)] = uint32(carry)
	return z.norm()
}

func (x nat) sub(y nat) nat {
	z := slices.Clone(x)
	var borrow uint64
	for i := range z {
		s := uint64(z[i]) - borrow
		if i < len(y) {
			s -= uint64(y[i])
		}
		z[i], borrow = uint32(s), s>>63
	}
	if borrow != 0 {
		panic("negative difference")
	}
	return z.norm()
}

func (x nat) mul(y nat) nat {
	z := make(nat, len(x)+len(y))
	for i, a := range x {
		var carry uint64
		for j, b := range y {
			t := uint64(a)*uint64(b) + uint64(z[i+j]) + carry
			z[i+j], carry = uint32(t), t>>32
		}
		z[i+len(y)] = uint32(carry)
	}
	return z.norm()
}

func (x nat) cmp(y nat) int {
	if len(x) != len(y) {
		return len(x) - len(y)
	}
	for i := len(x) - 1; i >= 0; i-- {
		if x[i] != y[i] {
			if x[i] < y[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

func (x nat) divSmall(d uint32) (nat, uint32) {
	z := make(nat, len(x))
	var r uint64
	for i := len(x) - 1; i >= 0; i-- {
		r = r<<32 | uint64(x[i])
		z[i], r = uint32(r/uint64(d)), r%uint64(d)
	}
	return z.norm(), uint32(r)
}

func (x nat) bit(i int) uint32 {
	if i/32 >= len(x) {
		return 0
	}
	return x[i/32] >> (i % 32) & 1
}

func (x nat) divMod(y nat) (q, r nat) {
	if len(y) == 0 {
		panic("division by zero")
	}
	q = make(nat, len(x))
	for i := len(x)*32 - 1; i >= 0; i-- {
		r = r.add(r).add(from(uint64(x.bit(i))))
		if r.cmp(y) >= 0 {
			r = r.sub(y)
			q[i/32] |= 1 << (i % 32)
		}
	}
	return q.norm(), r
}

func (x nat) String() string {
	if len(x) == 0 {
		return "0"
	}
	var parts []string
	for len(x) > 0 {
		var r uint32
		x, r = x.divSmall(1_000_000_000)
		parts = append(parts, fmt.Sprintf("%09d", r))
	}
	slices.Reverse(parts)
	return strings.TrimLeft(strings.Join(parts, ""), "0")
}

func pow(x nat, n int, mod nat) nat {
	r := from(1)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			r = r.mul(x)
		}
		x = x.mul(x)
		if mod != nil {
			_, r = r.divMod(mod)
			_, x = x.divMod(mod)
		}
	}
	return r
}

func main() {
	f := from(1)
	for i := uint64(2); i <= 60; i++ {
		f = f.mul(from(i))
	}
	fmt.Println(f)
	a, b := from(0), from(1)
	for range 500 {
		a, b = b, a.add(b)
	}
	fmt.Println(a)
	fmt.Println(pow(from(2), 521, nil).sub(from(1)))
	q, r := f.divMod(pow(from(7), 50, nil))
	fmt.Println(q, r, q.mul(pow(from(7), 50, nil)).add(r).cmp(f))
	fmt.Println(pow(from(3), 1000003, from(1_000_000_007)), from(1<<63), nat(nil))
	for _, op := range []func(){func() { from(1).sub(from(2)) }, func() { f.divMod(nil) }} {
		func() {
			defer func() { fmt.Println(recover()) }()
			op()
		}()
	}
}
