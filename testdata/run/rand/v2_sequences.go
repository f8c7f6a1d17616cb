// run

// math/rand/v2: seeded PCG and ChaCha8 sequences, all methods, state marshalling, Zipf, shuffles.
package main

import (
	"fmt"
	"math/rand/v2"
)

func main() {
	for _, src := range []rand.Source{rand.NewPCG(1, 2), rand.NewChaCha8([32]byte([]byte("an exactly 32 bytes long seed...")))} {
		r := rand.New(src)
		fmt.Println(r.Uint64(), r.Uint32(), r.Int64(), r.Int32(), r.Int(), r.Uint())
		fmt.Println(r.IntN(10), r.IntN(1<<40), r.Int64N(7), r.Int32N(100), r.Uint64N(1<<63+1), r.Uint32N(3), r.UintN(1000), r.Float64(), r.Float32())
		fmt.Println(r.NormFloat64(), r.ExpFloat64(), r.Perm(10))
		s := []rune("shuffle me")
		r.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
		fmt.Println(string(s))
		z := rand.NewZipf(r, 1.5, 2, 1000)
		sum := uint64(0)
		for range 1000 {
			sum += z.Uint64()
		}
		fmt.Println(sum)
		var buckets [10]int
		mean := 0.0
		for range 10000 {
			buckets[r.IntN(10)]++
			mean += r.NormFloat64()
		}
		fmt.Printf("%v %.6f\n", buckets, mean/10000)
	}
	p := rand.NewPCG(7, 9)
	p.Uint64()
	state, err := p.MarshalBinary()
	fmt.Printf("%q %v\n", state, err)
	var p2 rand.PCG
	fmt.Println(p2.UnmarshalBinary(state), p.Uint64() == p2.Uint64(), p2.UnmarshalBinary([]byte("bad")))
	p.Seed(1, 2)
	fmt.Println(p.Uint64())
	c := rand.NewChaCha8([32]byte{1})
	buf := make([]byte, 13)
	n, err := c.Read(buf)
	fmt.Printf("%d %v %x %d\n", n, err, buf, c.Uint64())
	st, _ := c.MarshalBinary()
	var c2 rand.ChaCha8
	fmt.Println(c2.UnmarshalBinary(st), c2.Uint64() == c.Uint64())
	c.Seed([32]byte{})
	h := uint64(0)
	for range 5000 {
		h = h*31 + c.Uint64()
	}
	fmt.Println(h)

	// The global functions only promise ranges.
	ok := true
	for range 1000 {
		x, f := rand.N(int8(50)), rand.Float64()
		ok = ok && x >= 0 && x < 50 && f >= 0 && f < 1 && rand.IntN(3) < 3 && rand.Uint32N(5) < 5 && rand.Int64N(9) >= 0
	}
	fmt.Println(ok, len(rand.Perm(5)), rand.Uint64() != rand.Uint64())
	defer func() { fmt.Println(recover()) }()
	rand.IntN(0)
}
