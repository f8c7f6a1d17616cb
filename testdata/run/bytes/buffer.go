// run

// bytes.Buffer: reading and writing interleaved, growth, truncation, unread errors, peeking, WriteTo and ReadFrom.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

type failing struct{ n int }

func (f *failing) Read(p []byte) (int, error) {
	if f.n == 0 {
		return 0, errors.New("read failed")
	}
	f.n--
	return copy(p, "data"), nil
}

type negative struct{}

func (negative) Read([]byte) (int, error) { return -1, nil }

func main() {
	var b bytes.Buffer
	fmt.Println(b.Len(), b.String(), b.Bytes() == nil, (*bytes.Buffer)(nil).String())
	b.WriteString("hello ")
	b.Write([]byte("world"))
	b.WriteByte('!')
	n, err := b.WriteRune('世')
	fmt.Println(n, err, b.Len(), b.String())
	p := make([]byte, 3)
	n, err = b.Read(p)
	fmt.Println(n, err, string(p), string(b.Next(2)), b.String())
	fmt.Println(b.UnreadByte(), b.UnreadRune())
	c, err := b.ReadByte()
	fmt.Println(string(c), err, b.UnreadByte(), b.String())
	r, size, err := b.ReadRune()
	fmt.Println(string(r), size, err, b.UnreadRune(), b.UnreadRune())
	line, err := b.ReadString('d')
	fmt.Printf("%q %v\n", line, err)
	bs, err := b.ReadBytes('#')
	fmt.Printf("%q %v %d\n", bs, err, b.Len())
	_, err = b.ReadByte()
	fmt.Println(err)
	n, err = b.Read(p)
	fmt.Println(n, err)
	n, err = b.Read(nil)
	fmt.Println(n, err, string(b.Next(10)) == "")

	c2 := bytes.NewBufferString("initial")
	c2.Truncate(4)
	pk, err := c2.Peek(2)
	fmt.Println(string(pk), err, c2.Len())
	pk, err = c2.Peek(100)
	fmt.Println(string(pk), err)
	c2.WriteString("ial")
	m, err := c2.WriteTo(&b)
	fmt.Println(m, err, c2.Len(), b.String())
	m, err = b.ReadFrom(io.MultiReader(strings.NewReader(" and more"), strings.NewReader(strings.Repeat("z", 2000))))
	fmt.Println(m, err, b.Len())
	m, err = b.ReadFrom(&failing{3})
	fmt.Println(m, err, b.Len())
	b.Grow(5000)
	fmt.Println(b.Cap() >= b.Len()+5000, b.Available() >= 5000)
	av := b.AvailableBuffer()
	av = append(av, "appended"...)
	b.Write(av)
	fmt.Println(strings.HasSuffix(b.String(), "appended"), len(av))
	b.Reset()
	fmt.Println(b.Len(), b.Cap() > 0)
	d := bytes.NewBuffer([]byte("abc"))
	d.WriteString("def")
	d.ReadByte()
	fmt.Println(d.String(), d.Len())
	for _, f := range []func(){func() { d.Truncate(10) }, func() { d.Grow(-1) }, func() { d.ReadFrom(negative{}) }} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
	// Heavy interleaving keeps the order of bytes.
	var q bytes.Buffer
	next, want, bad := 0, 0, 0
	for i := range 3000 {
		for range i % 7 {
			q.WriteByte(byte(next))
			next++
		}
		for range i % 5 {
			if c, err := q.ReadByte(); err == nil {
				if c != byte(want) {
					bad++
				}
				want++
			}
		}
	}
	fmt.Println(bad, next-want == q.Len())
}
