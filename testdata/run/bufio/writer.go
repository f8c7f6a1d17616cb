// run

// bufio.Writer and ReadWriter: buffering, flushing, sticky errors, AvailableBuffer, ReadFrom.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

type recorder struct {
	writes []string
	limit  int
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.limit > 0 && len(r.writes) >= r.limit {
		return 0, errors.New("recorder full")
	}
	r.writes = append(r.writes, string(p))
	return len(p), nil
}

type shortWriter struct{}

func (shortWriter) Write(p []byte) (int, error) { return len(p) / 2, nil }

func main() {
	rec := &recorder{}
	w := bufio.NewWriterSize(rec, 8)
	fmt.Println(w.Size(), w.Available(), w.Buffered())
	w.WriteString("abc")
	w.WriteByte('d')
	w.WriteRune('é')
	fmt.Println(w.Buffered(), w.Available(), len(rec.writes))
	w.WriteString("0123456789")
	w.Write([]byte("a slice longer than the buffer"))
	fmt.Printf("%q %d\n", rec.writes, w.Buffered())
	fmt.Println(w.Flush(), w.Flush(), len(rec.writes))
	rec.writes = nil
	b := strconv.AppendInt(w.AvailableBuffer(), 12345, 10)
	w.Write(b)
	fmt.Fprintf(w, "%x", 255)
	w.Flush()
	fmt.Printf("%q\n", rec.writes)
	rec.writes = nil
	n, err := w.ReadFrom(strings.NewReader("read from a reader"))
	fmt.Println(n, err, w.Buffered())
	w.Flush()
	fmt.Printf("%q\n", rec.writes)

	lim := &recorder{limit: 1}
	w.Reset(lim)
	_, err = w.WriteString("first buffer and the second one")
	fmt.Println(err)
	_, err = w.WriteString("x")
	fmt.Println(err, w.WriteByte('y'), w.Flush())
	_, err = w.WriteRune('z')
	fmt.Println(err)
	w.Reset(shortWriter{})
	w.WriteString("abcd")
	fmt.Println(w.Flush() == io.ErrShortWrite)
	d := bufio.NewWriter(rec)
	fmt.Println(d.Size(), bufio.NewWriterSize(d, 100) == d, bufio.NewWriterSize(rec, -1).Size())

	rec.writes = nil
	rw := bufio.NewReadWriter(bufio.NewReader(strings.NewReader("in put")), bufio.NewWriter(rec))
	word, _ := rw.ReadString(' ')
	rw.WriteString(strings.ToUpper(word))
	rw.Flush()
	fmt.Printf("%q\n", rec.writes)
	rec.writes = nil
	w = bufio.NewWriterSize(rec, 64)
	for i := range 100 {
		fmt.Fprint(w, i, ",")
	}
	w.Flush()
	total := strings.Join(rec.writes, "")
	fmt.Println(len(rec.writes), len(total), total[len(total)-6:])
}
