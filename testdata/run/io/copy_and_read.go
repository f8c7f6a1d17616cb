// run

// io.Copy, CopyN, CopyBuffer, ReadFull, ReadAtLeast, ReadAll with readers that err, stall, and short writers.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

type script []struct {
	s   string
	err error
}

func (sc *script) Read(p []byte) (int, error) {
	if len(*sc) == 0 {
		return 0, io.EOF
	}
	e := (*sc)[0]
	*sc = (*sc)[1:]
	return copy(p, e.s), e.err
}

type short struct{ bytes.Buffer }

func (s *short) Write(p []byte) (int, error) { return s.Buffer.Write(p[:len(p)/2]) }

type onlyWriter struct{ io.Writer }
type onlyReader struct{ io.Reader }

type tracer struct {
	name string
	*bytes.Buffer
}

func (t tracer) WriteTo(w io.Writer) (int64, error) {
	fmt.Print("WriteTo ", t.name, "; ")
	return t.Buffer.WriteTo(w)
}
func (t tracer) ReadFrom(r io.Reader) (int64, error) {
	fmt.Print("ReadFrom ", t.name, "; ")
	return t.Buffer.ReadFrom(r)
}

func main() {
	var out bytes.Buffer
	fmt.Println(io.Copy(&out, &script{{"a", nil}, {"", nil}, {"bc", nil}, {"d", io.EOF}}))
	fmt.Println(io.Copy(&out, &script{{"x", errors.New("bad read")}}))
	fmt.Println(out.String())
	fmt.Println(io.Copy(onlyWriter{&short{}}, onlyReader{strings.NewReader("halved")}))
	fmt.Println(io.Copy(tracer{"dst", new(bytes.Buffer)}, tracer{"src", bytes.NewBufferString("s")}))
	fmt.Println(io.Copy(tracer{"dst", new(bytes.Buffer)}, onlyReader{strings.NewReader("t")}))
	fmt.Println(io.CopyBuffer(onlyWriter{&out}, onlyReader{strings.NewReader("buffered")}, make([]byte, 3)))
	func() {
		defer func() { fmt.Println(recover()) }()
		io.CopyBuffer(onlyWriter{&out}, onlyReader{strings.NewReader("x")}, []byte{})
	}()
	out.Reset()
	fmt.Println(io.CopyN(&out, strings.NewReader("0123456789"), 4))
	fmt.Println(io.CopyN(&out, strings.NewReader("ab"), 4))
	fmt.Println(out.String())

	p := make([]byte, 4)
	for _, s := range []string{"", "ab", "abcd", "abcdef"} {
		n, err := io.ReadFull(onlyReader{strings.NewReader(s)}, p)
		fmt.Print(n, " ", err, " ", string(p[:n]), "; ")
	}
	fmt.Println()
	fmt.Println(io.ReadAtLeast(strings.NewReader("abc"), p, 2))
	fmt.Println(io.ReadAtLeast(strings.NewReader("a"), p, 2))
	fmt.Println(io.ReadAtLeast(strings.NewReader("a"), p, 5))
	fmt.Println(io.ReadFull(&script{{"a", nil}, {"b", errors.New("late")}}, p))
	fmt.Println(io.ReadFull(&script{{"ab", nil}, {"cd", errors.New("ignored when full")}}, p))
	b, err := io.ReadAll(&script{{"part", nil}, {"", errors.New("broken")}})
	fmt.Println(string(b), err)
	b, err = io.ReadAll(onlyReader{strings.NewReader(strings.Repeat("0123456789", 1000))})
	fmt.Println(len(b), err)
	b, err = io.ReadAll(strings.NewReader(""))
	fmt.Println(len(b), b == nil, err)
}
