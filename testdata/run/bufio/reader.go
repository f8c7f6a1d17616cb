// run

// bufio.Reader: Peek, Discard, ReadLine, ReadSlice, ReadBytes, runes, unreading, small buffers, resets, WriteTo.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

type chunks struct{ parts []string }

func (c *chunks) Read(p []byte) (int, error) {
	if len(c.parts) == 0 {
		return 0, io.EOF
	}
	n := copy(p, c.parts[0])
	if c.parts[0] = c.parts[0][n:]; c.parts[0] == "" {
		c.parts = c.parts[1:]
	}
	return n, nil
}

func main() {
	r := bufio.NewReaderSize(strings.NewReader("hello world, this is a longer line\nsecond\r\nthird"), 16)
	fmt.Println(r.Size(), r.Buffered())
	p, err := r.Peek(5)
	fmt.Println(string(p), err, r.Buffered())
	_, err = r.Peek(17)
	fmt.Println(err == bufio.ErrBufferFull)
	_, err = r.Peek(-1)
	fmt.Println(err)
	n, err := r.Discard(6)
	fmt.Println(n, err)
	b, err := r.ReadByte()
	fmt.Println(string(b), err, r.UnreadByte(), r.UnreadByte())
	s, err := r.ReadSlice(',')
	fmt.Println(string(s), err)
	s, err = r.ReadSlice('\n')
	fmt.Println(string(s), err)
	for {
		line, prefix, err := r.ReadLine()
		fmt.Printf("%q %t %v; ", line, prefix, err)
		if err != nil {
			break
		}
	}
	fmt.Println()
	r.Reset(&chunks{[]string{"é", "\xff", "abc", "\ndef\n", "tail"}})
	for range 3 {
		c, size, err := r.ReadRune()
		fmt.Print(string(c), size, err, " ")
	}
	fmt.Println(r.UnreadRune(), r.UnreadRune())
	str, err := r.ReadString('\n')
	fmt.Printf("%q %v\n", str, err)
	bs, err := r.ReadBytes('\n')
	fmt.Printf("%q %v\n", bs, err)
	bs, err = r.ReadBytes('\n')
	fmt.Printf("%q %v\n", bs, err)
	n, err = r.Discard(1)
	fmt.Println(n, err)

	r = bufio.NewReader(strings.NewReader(strings.Repeat("0123456789", 2000)))
	big := make([]byte, 10000)
	n, err = r.Read(big)
	fmt.Println(n, err)
	n, err = io.ReadFull(r, big)
	fmt.Println(n, err, string(big[:3]))
	var out bytes.Buffer
	m, err := r.WriteTo(&out)
	fmt.Println(m, err, out.Len())
	str, err = bufio.NewReaderSize(strings.NewReader(strings.Repeat("ab", 50)+"|"), 16).ReadString('|')
	fmt.Println(len(str), err)
	// Readers giving their data in odd ways.
	for _, rd := range []io.Reader{&odd{strings.NewReader("one by one\nx"), 1, false}, &odd{strings.NewReader("halves\nx"), 3, false}, &odd{strings.NewReader("with err\nx"), 100, true}} {
		br := bufio.NewReader(rd)
		a, e1 := br.ReadString('\n')
		c, e2 := br.ReadString('\n')
		fmt.Printf("%q %v %q %v; ", a, e1, c, e2)
	}
	fmt.Println()
	br := bufio.NewReader(io.MultiReader(strings.NewReader("a"), failing{}))
	_, e1 := br.ReadByte()
	_, e2 := br.ReadByte()
	_, e3 := br.ReadByte()
	fmt.Println(e1, e2, e3)
	_, err = bufio.NewReader(stuck{}).ReadByte()
	fmt.Println(err)
	same := bufio.NewReaderSize(r, 10)
	fmt.Println(same == r, bufio.NewReaderSize(strings.NewReader(""), 1).Size())
}

// odd reads at most n bytes at a time, and may return io.EOF together with the last of them.
type odd struct {
	r       *strings.Reader
	n       int
	withEOF bool
}

func (o *odd) Read(p []byte) (int, error) {
	n, err := o.r.Read(p[:min(o.n, len(p))])
	if o.withEOF && o.r.Len() == 0 {
		err = io.EOF
	}
	return n, err
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("custom") }

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }
