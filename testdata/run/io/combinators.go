// run

// io: MultiReader, MultiWriter, TeeReader, LimitReader, SectionReader, OffsetWriter, NopCloser, Discard, WriteString.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

type oneByte struct{ r io.Reader }

func (o oneByte) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	return o.r.Read(p[:1])
}

type writeAt struct{ b []byte }

func (w *writeAt) WriteAt(p []byte, off int64) (int, error) {
	if need := int(off) + len(p); need > len(w.b) {
		w.b = append(w.b, make([]byte, need-len(w.b))...)
	}
	return copy(w.b[off:], p), nil
}

type failAfter struct{ n int }

func (f *failAfter) Write(p []byte) (int, error) {
	if f.n < len(p) {
		return f.n, errors.New("disk full")
	}
	f.n -= len(p)
	return len(p), nil
}

func main() {
	var log bytes.Buffer
	r := io.MultiReader(strings.NewReader("abc"), io.LimitReader(strings.NewReader("defghi"), 2), io.MultiReader(), bytes.NewReader([]byte("z")))
	b, err := io.ReadAll(io.TeeReader(oneByte{r}, &log))
	fmt.Println(string(b), err, log.String())

	var x, y bytes.Buffer
	w := io.MultiWriter(&x, &y)
	n, err := io.WriteString(w, "both")
	fmt.Println(n, err, x.String(), y.String())
	n, err = io.MultiWriter(&x, &failAfter{2}, &y).Write([]byte("fail"))
	fmt.Println(n, err, x.String(), y.String())

	l := io.LimitReader(strings.NewReader("0123456789"), 4).(*io.LimitedReader)
	p := make([]byte, 3)
	for range 3 {
		n, err := l.Read(p)
		fmt.Print(n, err, l.N, " ")
	}
	fmt.Println()
	s := io.NewSectionReader(strings.NewReader("0123456789"), 2, 5)
	fmt.Println(s.Size())
	n, err = s.ReadAt(p, 3)
	fmt.Println(n, err, string(p[:n]))
	pos, err := s.Seek(-2, io.SeekEnd)
	b, _ = io.ReadAll(s)
	fmt.Println(pos, err, string(b))
	_, err = s.Seek(-1, io.SeekStart)
	_, off, sz := s.Outer()
	fmt.Println(err, off, sz)
	_, err = s.ReadAt(p, 100)
	fmt.Println(err)
	var wa writeAt
	o := io.NewOffsetWriter(&wa, 3)
	o.Write([]byte("abc"))
	o.WriteAt([]byte("X"), 1)
	o.Seek(1, io.SeekCurrent)
	io.WriteString(o, "end")
	fmt.Printf("%q\n", wa.b)
	_, err = o.WriteAt(nil, -1)
	fmt.Println(err)
	_, err = o.Seek(0, 7)
	fmt.Println(err)

	nc := io.NopCloser(strings.NewReader("nc"))
	_, isWT := nc.(io.WriterTo)
	fmt.Println(nc.Close(), isWT)
	m, err := io.Copy(io.Discard, oneByte{strings.NewReader("discarded")})
	fmt.Println(m, err)
	_, err = io.WriteString(&failAfter{}, "x")
	fmt.Println(err, io.EOF, io.ErrUnexpectedEOF, io.ErrShortWrite, io.ErrShortBuffer, io.ErrNoProgress, io.ErrClosedPipe)
}
