// run

// bytes.Reader: reading, seeking, unreading, ReadAt and WriteTo over a byte slice.
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

func main() {
	data := []byte("0123456789é\n")
	r := bytes.NewReader(data)
	fmt.Println(r.Len(), r.Size())
	p := make([]byte, 4)
	for range 2 {
		n, err := r.Read(p)
		fmt.Println(n, err, string(p[:n]))
	}
	data[8] = 'X' // the reader does not copy
	b, err := r.ReadByte()
	fmt.Println(string(b), err, r.UnreadByte(), r.UnreadByte(), r.Len())
	pos, err := r.Seek(10, io.SeekStart)
	fmt.Println(pos, err)
	c, size, err := r.ReadRune()
	fmt.Println(string(c), size, err, r.UnreadRune(), r.UnreadRune(), r.UnreadByte())
	pos, err = r.Seek(100, io.SeekCurrent)
	fmt.Println(pos, err, r.Len())
	_, err = r.Read(p)
	fmt.Println(err)
	pos, err = r.Seek(-200, io.SeekEnd)
	fmt.Println(pos, err)
	n, err := r.ReadAt(p, 2)
	fmt.Println(n, err, string(p))
	n, err = r.ReadAt(p, 11)
	fmt.Printf("%d %v %q\n", n, err, p[:n])
	_, err = r.ReadAt(p, -1)
	fmt.Println(err)
	r.Seek(4, 0)
	m, err := r.WriteTo(os.Stdout)
	fmt.Println(m, err)
	m, err = r.WriteTo(os.Stdout)
	fmt.Println(m, err)
	r.Reset(nil)
	_, err = r.ReadByte()
	fmt.Println(err, r.Len(), r.Size(), r.UnreadByte())
	r.Reset([]byte("\xff\xe4"))
	for {
		c, size, err := r.ReadRune()
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Printf("%U %d ", c, size)
	}
}
