// run

// strings.Builder and strings.Reader: all methods, growth, copies detected, seeking, unread errors.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	var b strings.Builder
	fmt.Println(b.Len(), b.Cap(), b.String() == "")
	b.WriteString("abc")
	b.WriteByte('d')
	b.WriteRune('é')
	b.WriteRune(-1)
	n, err := b.Write([]byte("xyz"))
	fmt.Fprintf(&b, "|%03d|", 7)
	fmt.Printf("%d %v %q %d\n", n, err, b.String(), b.Len())
	s := b.String()
	b.Grow(100)
	fmt.Println(b.Cap() >= 100+len(s), b.String() == s)
	b.WriteString("more")
	fmt.Println(s == b.String()[:len(s)])
	b.Reset()
	fmt.Println(b.Len(), b.Cap(), s)
	for i := range 1000 {
		b.WriteString("x")
		b.WriteByte(byte('0' + i%10))
	}
	fmt.Println(b.Len(), b.String()[1990:])
	func() {
		defer func() { fmt.Println(recover()) }()
		b.Grow(-1)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var a strings.Builder
		a.WriteByte('a')
		c := a
		c.WriteByte('c')
	}()

	r := strings.NewReader("héllo wörld")
	fmt.Println(r.Len(), r.Size())
	buf := make([]byte, 4)
	n, err = r.Read(buf)
	fmt.Println(n, err, string(buf), r.Len())
	c, err := r.ReadByte()
	fmt.Println(string(c), err, r.UnreadByte())
	ch, size, err := r.ReadRune()
	fmt.Println(string(ch), size, err, r.UnreadRune(), r.UnreadRune())
	pos, err := r.Seek(-5, io.SeekEnd)
	fmt.Println(pos, err)
	rest, err := io.ReadAll(r)
	fmt.Printf("%q %v\n", rest, err)
	_, err = r.ReadByte()
	fmt.Println(err)
	_, _, err = r.ReadRune()
	fmt.Println(err, r.UnreadByte())
	pos, err = r.Seek(-1, io.SeekStart)
	fmt.Println(pos, err)
	pos, err = r.Seek(0, 9)
	fmt.Println(pos, err)
	pos, err = r.Seek(2, io.SeekCurrent)
	fmt.Println(pos, err)
	n, err = r.ReadAt(buf, 1)
	fmt.Printf("%d %v %q\n", n, err, buf)
	n, err = r.ReadAt(buf, 11)
	fmt.Printf("%d %v %q\n", n, err, buf[:n])
	n, err = r.ReadAt(buf, -1)
	fmt.Println(n, err)
	r.Reset("reset content")
	m, err := r.WriteTo(os.Stdout)
	fmt.Println("", m, err, r.Len())
	var zero strings.Reader
	n, err = zero.Read(buf)
	fmt.Println(n, err, zero.Len())
}
