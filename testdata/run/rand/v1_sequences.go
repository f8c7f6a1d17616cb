// run

// math/rand: sequences of seeded sources, as they have always been, and panics on bad arguments.
package main

import (
	"fmt"
	"math/rand"
)

func main() {
	for _, seed := range []int64{1, 42, -5, 0} {
		r := rand.New(rand.NewSource(seed))
		fmt.Println(r.Int63(), r.Uint32(), r.Int31(), r.Int(), r.Uint64(), r.Intn(10), r.Int63n(1e12), r.Int31n(1000), r.Float64(), r.Float32())
		fmt.Println(r.NormFloat64(), r.ExpFloat64(), r.Perm(8))
		b := make([]byte, 9)
		r.Read(b)
		s := []int{1, 2, 3, 4, 5, 6}
		r.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
		fmt.Printf("%x %v\n", b, s)
	}
	src := rand.NewSource(7)
	src.Seed(8)
	a := src.Int63()
	src.Seed(8)
	fmt.Println(a == src.Int63(), src.(rand.Source64).Uint64())
	r := rand.New(src)
	r.Seed(99)
	z := rand.NewZipf(r, 1.1, 1, 100)
	h := uint64(0)
	for range 1000 {
		h = h*31 + z.Uint64()
	}
	fmt.Println(h)
	ok := true
	for range 100 {
		ok = ok && rand.Intn(4) < 4 && rand.Float64() < 1 && rand.Int63() >= 0
	}
	fmt.Println(ok)
	for _, f := range []func(){func() { r.Intn(0) }, func() { r.Int63n(-1) }, func() { r.Int31n(0) }, func() { r.Shuffle(-1, nil) }} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
}
