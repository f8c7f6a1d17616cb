// run

// math/big: integers, rationals and floats: arithmetic, bits, roots, primes, conversion, formatting, scanning.
package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand"
)

func parse(s string) *big.Int {
	x, ok := new(big.Int).SetString(s, 0)
	if !ok {
		panic(s)
	}
	return x
}

func main() {
	values := []*big.Int{big.NewInt(0), big.NewInt(-1), big.NewInt(math.MinInt64), parse("0xffffffffffffffffffffffffffffffff"), parse("-123456789012345678901234567890123456789"), new(big.Int).Lsh(big.NewInt(3), 200)}
	for _, x := range values {
		fmt.Println(x, x.Sign(), x.BitLen(), x.TrailingZeroBits(), x.IsInt64(), x.Text(36), fmt.Sprintf("%x %#o %b %+d %40d|%-40d|%040d", x, x, x.BitLen(), x, x, x, x))
		for _, y := range values {
			z := new(big.Int)
			fmt.Print(z.Add(x, y), " ", new(big.Int).Sub(x, y), " ", new(big.Int).Mul(x, y), " ", x.Cmp(y), " ", x.CmpAbs(y), " ")
			fmt.Print(new(big.Int).And(x, y), " ", new(big.Int).Or(x, y), " ", new(big.Int).Xor(x, y), " ", new(big.Int).AndNot(x, y))
			if y.Sign() != 0 {
				q, r := new(big.Int).QuoRem(x, y, new(big.Int))
				d, m := new(big.Int).DivMod(x, y, new(big.Int))
				fmt.Print(" ", q, " ", r, " ", d, " ", m)
			}
			fmt.Println()
		}
	}
	f := new(big.Int).MulRange(1, 1000)
	fmt.Println(f.BitLen(), len(f.String()), f.String()[:40], new(big.Int).Binomial(200, 77))
	s := new(big.Int).Sqrt(f)
	fmt.Println(s.BitLen(), new(big.Int).Mul(s, s).Cmp(f) <= 0)
	p := parse("57896044618658097711785492504343953926634992332820282019728792003956564819949")
	a := parse("123456789123456789123456789")
	fmt.Println(p.ProbablyPrime(20), new(big.Int).Add(p, big.NewInt(2)).ProbablyPrime(20), new(big.Int).ModInverse(a, p), new(big.Int).Exp(a, a, p), big.Jacobi(a, p))
	x, y := new(big.Int), new(big.Int)
	fmt.Println(new(big.Int).GCD(x, y, values[4], a), x, y, new(big.Int).ModSqrt(new(big.Int).Exp(a, big.NewInt(2), p), p))
	r := rand.New(rand.NewSource(1))
	for range 5 {
		u, v := new(big.Int).Rand(r, new(big.Int).Lsh(big.NewInt(1), 4000)), new(big.Int).Rand(r, new(big.Int).Lsh(big.NewInt(1), 2100))
		w := new(big.Int).Mul(u, v)
		q, m := new(big.Int).QuoRem(w.Add(w, big.NewInt(12345)), v, new(big.Int))
		back, _ := new(big.Int).SetString(w.Text(7), 7)
		fmt.Print(q.Cmp(u), m, back.Cmp(w), w.BitLen(), " ")
	}
	fmt.Println()

	ra, rb := big.NewRat(-3, 7), new(big.Rat).SetFloat64(0.1)
	fmt.Println(ra, rb, new(big.Rat).Add(ra, rb), new(big.Rat).Quo(ra, rb), ra.Cmp(rb), ra.FloatString(20), new(big.Rat).Inv(ra), rb.IsInt())
	for _, s := range []string{"1/3", "-2.50", "1e-5", "0x1p-2", "5/0", "x"} {
		v, ok := new(big.Rat).SetString(s)
		fmt.Print(v, ok, " ")
	}
	f64, exact := big.NewRat(1, 3).Float64()
	fmt.Println(f64, exact)

	two := new(big.Float).SetPrec(300).SetInt64(2)
	root := new(big.Float).Sqrt(two)
	fmt.Println(root, root.Text('g', 90), root.Prec(), root.Mode(), root.MinPrec())
	for _, mode := range []big.RoundingMode{big.ToNearestEven, big.ToNearestAway, big.ToZero, big.AwayFromZero, big.ToNegativeInf, big.ToPositiveInf} {
		v := new(big.Float).SetPrec(8).SetMode(mode).SetFloat64(-1.00390625)
		fmt.Print(v.Text('p', 0), " ", v.Acc(), " ")
	}
	fmt.Println()
	for _, s := range []string{"3.14159265358979323846264338327950288", "1e1000", "-inf", "0b1.1p3", "0x.8p-4", "1_000", ""} {
		v, base, err := big.ParseFloat(s, 0, 100, big.ToNearestEven)
		fmt.Println(v, base, err)
		if err == nil {
			f, acc := v.Float64()
			i, iacc := v.Int64()
			fmt.Printf("  %g %v %d %v %.10f %.5e %10.3g|\n", f, acc, i, iacc, v, v, v)
		}
	}
	data, err := json.Marshal(map[string]any{"i": values[3], "f": root, "r": ra})
	fmt.Println(string(data), err)
	var n big.Int
	fmt.Println(fmt.Sscan("  -0x1F rest", &n))
	fmt.Println(&n, json.Unmarshal([]byte(`"x"`), &n))
	defer func() { fmt.Println(recover()) }()
	new(big.Int).Div(a, new(big.Int))
}
