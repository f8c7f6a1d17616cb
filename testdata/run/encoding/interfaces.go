// run

// The interfaces of package encoding, satisfied by own types and by the library's, used through fmt, flag and time.
package main

import (
	"encoding"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"time"
)

type color struct{ r, g, b uint8 }

func (c color) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "#%02x%02x%02x", c.r, c.g, c.b), nil
}

func (c color) AppendText(b []byte) ([]byte, error) {
	t, err := c.MarshalText()
	return append(b, t...), err
}

func (c *color) UnmarshalText(t []byte) error {
	if n, err := fmt.Sscanf(string(t), "#%02x%02x%02x", &c.r, &c.g, &c.b); err != nil || n != 3 {
		return errors.New("bad color " + string(t))
	}
	return nil
}

func (c color) MarshalBinary() ([]byte, error)        { return []byte{c.r, c.g, c.b}, nil }
func (c color) AppendBinary(b []byte) ([]byte, error) { return append(b, c.r, c.g, c.b), nil }
func (c *color) UnmarshalBinary(b []byte) error {
	if len(b) != 3 {
		return fmt.Errorf("want 3 bytes, got %d", len(b))
	}
	c.r, c.g, c.b = b[0], b[1], b[2]
	return nil
}

var (
	_ encoding.TextMarshaler     = color{}
	_ encoding.TextAppender      = color{}
	_ encoding.TextUnmarshaler   = (*color)(nil)
	_ encoding.BinaryMarshaler   = color{}
	_ encoding.BinaryAppender    = color{}
	_ encoding.BinaryUnmarshaler = (*color)(nil)
)

func roundTrip[T any, P interface {
	*T
	encoding.BinaryUnmarshaler
}](v encoding.BinaryMarshaler) (T, error) {
	var t T
	b, err := v.MarshalBinary()
	if err == nil {
		err = P(&t).UnmarshalBinary(b)
	}
	return t, err
}

func describe(v any) (s string) {
	if _, ok := v.(encoding.TextMarshaler); ok {
		s += "TM "
	}
	if _, ok := v.(encoding.TextUnmarshaler); ok {
		s += "TU "
	}
	if _, ok := v.(encoding.BinaryAppender); ok {
		s += "BA "
	}
	if _, ok := v.(encoding.BinaryUnmarshaler); ok {
		s += "BU "
	}
	return
}

func main() {
	c := color{255, 128, 0}
	t, err := c.MarshalText()
	fmt.Println(string(t), err)
	t, _ = c.AppendText([]byte("color="))
	fmt.Println(string(t))
	var d color
	fmt.Println(d.UnmarshalText([]byte("#0a0b0c")), d, d.UnmarshalText([]byte("red")))
	fmt.Println(roundTrip[color](c))
	tm, err := roundTrip[time.Time](time.Date(2024, 2, 29, 12, 0, 0, 5, time.UTC))
	fmt.Println(tm, err)
	pcg, err := roundTrip[rand.PCG](rand.NewPCG(3, 4))
	fmt.Println(pcg.Uint64() == rand.NewPCG(3, 4).Uint64(), err)
	fmt.Println(d.UnmarshalBinary([]byte{1}))
	b, _ := c.AppendBinary([]byte{9})
	fmt.Println(b)
	fmt.Println(describe(c), "|", describe(&c), "|", describe(time.Time{}), "|", describe(&time.Time{}), "|", describe(1), "|", describe(rand.NewPCG(1, 1)))
	fs := flag.NewFlagSet("x", flag.ContinueOnError)
	fs.TextVar(&d, "c", c, "a color")
	fmt.Println(fs.Parse([]string{"-c", "#010203"}), d)
}
