// run

// Many values alive at once, over calls, of integer and float kinds, with spills in loops.
package main

import "fmt"

//go:noinline
func id(x int) int { return x }

//go:noinline
func fid(x float64) float64 { return x }

//go:noinline
func many(p *[32]int) int {
	a, b, c, d, e, f, g, h := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]
	i, j, k, l, m, n, o, q := p[8], p[9], p[10], p[11], p[12], p[13], p[14], p[15]
	r, s, t, u, v, w, x, y := p[16], p[17], p[18], p[19], p[20], p[21], p[22], p[23]
	for z := range 5 {
		a, b, c, d = b+z, c^a, d-b, a+c
		e, f, g, h = f*3, g+e, h-f, e^g
		i, j, k, l = l, i+z, j^k, k+l
		m, n, o, q = q-m, m+n, n^o, o+q
		r, s, t, u = s+a, t+e, u+i, r+m
		v, w, x, y = w^b, x^f, y^j, v^n
		p[24+z] = a ^ e ^ i ^ m ^ r ^ v
	}
	id(a)
	return ((a+b)*(c-d)+(e^f)*(g|h))&0xffff + ((i+j)*(k-l)+(m^n)*(o|q))&0xffff + ((r+s)*(t-u)+(v^w)*(x|y))&0xffff
}

//go:noinline
func floats(p *[20]float64) float64 {
	a, b, c, d, e, f, g, h, i, j := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9]
	k, l, m, n, o, q, r, s, t, u := p[10], p[11], p[12], p[13], p[14], p[15], p[16], p[17], p[18], p[19]
	x := fid(a + u)
	for z := range 3 {
		a, b, c, d, e = b*0.5, c+a, d-b, e*c, a/2
		f, g, h, i, j = g+float64(z), h-f, i*0.25, j+g, f
		k, l, m, n, o = l, m+k, n-l, o*0.125, k+n
		q, r, s, t, u = r-q, s+q, t*r, u-s, q
	}
	return a + b*c - d + e*f - g + h*i - j + k*l - m + n*o - q + r*s - t + u*x
}

//go:noinline
func expression(a, b, c, d, e, f, g, h int) int {
	return (id(a) + id(b)*(id(c)-id(d)*(id(e)+id(f)*(id(g)-id(h))))) ^ ((a*b+c*d)*(e*f+g*h)%(id(a+b+c+d)+id(e+f+g+h)*(a-b)*(c-d)+1))&^(id(a<<3)|id(b<<2)|(c<<1)|d)
}

//go:noinline
func mixedKinds(n int, s string, f float64, b []byte, m map[string]int, e error, c complex128) string {
	r := ""
	for i := range n {
		x, y, z := i*3, f*float64(i), s[i%len(s):]
		b[i%len(b)] += byte(x)
		m[z] += x
		c *= complex(y, float64(len(z)))
		if e != nil && x%2 == 0 {
			r += e.Error()
		}
		r += fmt.Sprint(x, y, z, b[0], m[z], real(c) > 0, ";")
	}
	return r
}

//go:noinline
func overCalls(a, b, c, d, e, f, g, h, i, j int) (t int) {
	for k := range 4 {
		t += id(a+k)*b + id(c-k)*d + id(e^k)*f
		t ^= id(g) * h * id(i+j)
		a, b, c, d, e, f, g, h, i, j = j, a, b, c, d, e, f, g, h, i
	}
	return t + a - b + c - d + e - f + g - h + i - j
}

func main() {
	var p [32]int
	for i := range p {
		p[i] = i*i*7 + 3
	}
	fmt.Println(many(&p), p[24:29])
	var q [20]float64
	for i := range q {
		q[i] = float64(i) * 1.25
	}
	fmt.Println(floats(&q))
	fmt.Println(expression(3, 5, 7, 11, 13, 17, 19, 23), expression(-1, 2, -3, 4, -5, 6, -7, 8))
	fmt.Println(mixedKinds(5, "héllo", 0.75, make([]byte, 3), map[string]int{}, fmt.Errorf("e"), 1+1i))
	fmt.Println(overCalls(1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
}
