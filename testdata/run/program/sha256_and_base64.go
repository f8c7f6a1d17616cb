// run

// SHA-256 and Base64 written by hand: 32-bit rotations, big-endian packing, table lookups.
package main

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strings"
)

var k [64]uint32
var initial [8]uint32

func init() {
	n := 0
	for p := 2; n < 64; p++ {
		prime := true
		for d := 2; d*d <= p; d++ {
			prime = prime && p%d != 0
		}
		if !prime {
			continue
		}
		if n < 8 {
			initial[n] = fraction(math.Sqrt(float64(p)))
		}
		k[n] = fraction(math.Cbrt(float64(p)))
		n++
	}
}

func fraction(f float64) uint32 { return uint32(math.Floor((f - math.Floor(f)) * (1 << 32))) }

func sha256(data []byte) (sum [32]byte) {
	h := initial
	length := uint64(len(data)) * 8
	data = append(append([]byte(nil), data...), 0x80)
	for len(data)%64 != 56 {
		data = append(data, 0)
	}
	for i := 56; i >= 0; i -= 8 {
		data = append(data, byte(length>>i))
	}
	var w [64]uint32
	for ; len(data) > 0; data = data[64:] {
		for i := range 16 {
			w[i] = uint32(data[4*i])<<24 | uint32(data[4*i+1])<<16 | uint32(data[4*i+2])<<8 | uint32(data[4*i+3])
		}
		for i := 16; i < 64; i++ {
			s0 := bits.RotateLeft32(w[i-15], -7) ^ bits.RotateLeft32(w[i-15], -18) ^ w[i-15]>>3
			s1 := bits.RotateLeft32(w[i-2], -17) ^ bits.RotateLeft32(w[i-2], -19) ^ w[i-2]>>10
			w[i] = w[i-16] + s0 + w[i-7] + s1
		}
		a, b, c, d, e, f, g, hh := h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7]
		for i := range 64 {
			s1 := bits.RotateLeft32(e, -6) ^ bits.RotateLeft32(e, -11) ^ bits.RotateLeft32(e, -25)
			t1 := hh + s1 + (e&f ^ ^e&g) + k[i] + w[i]
			s0 := bits.RotateLeft32(a, -2) ^ bits.RotateLeft32(a, -13) ^ bits.RotateLeft32(a, -22)
			t2 := s0 + (a&b ^ a&c ^ b&c)
			a, b, c, d, e, f, g, hh = t1+t2, a, b, c, d+t1, e, f, g
		}
		for i, v := range [...]uint32{a, b, c, d, e, f, g, hh} {
			h[i] += v
		}
	}
	for i, v := range h {
		sum[4*i], sum[4*i+1], sum[4*i+2], sum[4*i+3] = byte(v>>24), byte(v>>16), byte(v>>8), byte(v)
	}
	return
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

func encode(b []byte) string {
	var sb strings.Builder
	for ; len(b) >= 3; b = b[3:] {
		v := uint(b[0])<<16 | uint(b[1])<<8 | uint(b[2])
		sb.WriteString(string([]byte{alphabet[v>>18], alphabet[v>>12&63], alphabet[v>>6&63], alphabet[v&63]}))
	}
	switch len(b) {
	case 1:
		sb.WriteString(string([]byte{alphabet[b[0]>>2], alphabet[b[0]<<4&63], '=', '='}))
	case 2:
		v := uint(b[0])<<8 | uint(b[1])
		sb.WriteString(string([]byte{alphabet[v>>10], alphabet[v>>4&63], alphabet[v<<2&63], '='}))
	}
	return sb.String()
}

func decode(s string) (out []byte, err error) {
	if len(s)%4 != 0 {
		return nil, errors.New("length")
	}
	for ; len(s) > 0; s = s[4:] {
		v, pad := 0, 0
		for i := range 4 {
			n := strings.IndexByte(alphabet, s[i])
			if s[i] == '=' && len(s) == 4 && i > 1 {
				n, pad = 0, pad+1
			}
			if n < 0 {
				return out, fmt.Errorf("byte %q", s[i])
			}
			v = v<<6 | n
		}
		out = append(out, []byte{byte(v >> 16), byte(v >> 8), byte(v)}[:3-pad]...)
	}
	return
}

func main() {
	for _, s := range []string{"", "abc", "The quick brown fox jumps over the lazy dog", strings.Repeat("a", 1000), strings.Repeat("x", 55), strings.Repeat("x", 56), strings.Repeat("x", 64)} {
		fmt.Printf("%x\n", sha256([]byte(s)))
	}
	bad := 0
	for n := range 200 {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(i*n + n>>3)
		}
		if d, err := decode(encode(b)); err != nil || string(d) != string(b) {
			bad++
		}
	}
	fmt.Println(bad, encode([]byte("Man is")), encode([]byte("any carnal pleas")), encode([]byte("\xff\xfe")))
	for _, s := range []string{"TWFu", "TQ==", "TWE=", "T!==", "abc", "=AAA"} {
		d, err := decode(s)
		fmt.Printf("%q %v; ", d, err)
	}
	fmt.Println()
}
