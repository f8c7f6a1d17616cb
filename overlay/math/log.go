package math

// archLog computes the natural logarithm to the bit as the library's assembly for amd64 does:
// a subnormal number's mantissa is not normalised, and any number with the sign bit set but -0 has the
// canonical NaN.
func archLog(x float64) float64 {
	const (
		exponentBits = 0x7FF
		mantissaMask = 1<<52 - 1
		half         = 0x3FE << 52
		infinity     = exponentBits << 52

		ln2Hi = 0x1.62e42feep-01
		ln2Lo = 0x1.a39ef35793c76p-33
		c1    = 0x1.5555555555593p-01
		c2    = 0x1.999999997fa04p-02
		c3    = 0x1.2492494229359p-02
		c4    = 0x1.c71c51d8e78afp-03
		c5    = 0x1.7466496cb03dep-03
		c6    = 0x1.39a09d078c69fp-03
		c7    = 0x1.2f112df3e5244p-03
	)
	bits := Float64bits(x)
	switch {
	case bits<<1 == 0:
		return Inf(-1)
	case int64(bits) < 0:
		return NaN()
	case bits >= infinity:
		return x
	}
	// x = m * 2**k, m in [sqrt(2)/2, sqrt(2)).
	m := Float64frombits(bits&mantissaMask | half)
	k := float64(int(bits>>52) - 0x3FE)
	if m <= Sqrt2/2 {
		m *= 2
		k--
	}
	f := m - 1
	// log(1+f) = f - hfsq + s*(hfsq+r), r an odd polynomial's rest in s.
	s := f / (2 + f)
	s2 := s * s
	s4 := s2 * s2
	r := s2*(c1+s4*(c3+s4*(c5+s4*c7))) + s4*(c2+s4*(c4+s4*c6))
	hfsq := 0.5 * f * f
	return k*ln2Hi - ((hfsq - (s*(hfsq+r) + k*ln2Lo)) - f)
}
