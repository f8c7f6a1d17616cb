// run

// bufio.Scanner with every split function, custom ones, buffer limits, final tokens and error cases.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

func scan(r io.Reader, split bufio.SplitFunc) {
	sc := bufio.NewScanner(r)
	sc.Split(split)
	for sc.Scan() {
		fmt.Printf("%q ", sc.Text())
	}
	fmt.Println(sc.Err())
}

type slow struct{ s string }

func (s *slow) Read(p []byte) (int, error) {
	if s.s == "" {
		return 0, io.EOF
	}
	p[0] = s.s[0]
	s.s = s.s[1:]
	return 1, nil
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func commas(data []byte, atEOF bool) (int, []byte, error) {
	if i := bytes.IndexByte(data, ','); i >= 0 {
		if string(data[:i]) == "STOP" {
			return 0, nil, bufio.ErrFinalToken
		}
		if string(data[:i]) == "LAST" {
			return i + 1, []byte("the last"), bufio.ErrFinalToken
		}
		if string(data[:i]) == "BAD" {
			return 0, nil, errors.New("bad token")
		}
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

func main() {
	for _, s := range []string{"", "one\ntwo\r\n\nfour", "\n", "end\n", "\r\r\n"} {
		scan(strings.NewReader(s), bufio.ScanLines)
	}
	scan(strings.NewReader("  several words\t\u00a0and\u2003spaces \n"), bufio.ScanWords)
	scan(&slow{"slow words  é世"}, bufio.ScanWords)
	scan(&slow{"aé\xff\xe4\xb8"}, bufio.ScanRunes)
	scan(strings.NewReader("é\x00"), bufio.ScanBytes)
	for _, s := range []string{"a,,b,", "x,STOP,y", "x,LAST,y", "x,BAD,y", ",", "no comma"} {
		scan(strings.NewReader(s), commas)
	}
	sc := bufio.NewScanner(strings.NewReader(strings.Repeat("x", 70000) + "\nnext"))
	fmt.Println(sc.Scan(), sc.Err(), bufio.MaxScanTokenSize)
	sc = bufio.NewScanner(strings.NewReader(strings.Repeat("x", 70000) + "\nnext"))
	sc.Buffer(make([]byte, 10), 100000)
	fmt.Println(sc.Scan(), len(sc.Bytes()), sc.Scan(), sc.Text(), sc.Scan(), sc.Err())
	sc = bufio.NewScanner(strings.NewReader("abcdef"))
	sc.Buffer(nil, 3)
	fmt.Println(sc.Scan(), sc.Err() == bufio.ErrTooLong)
	sc = bufio.NewScanner(stuck{})
	fmt.Println(sc.Scan(), sc.Err())
	sc = bufio.NewScanner(io.MultiReader(strings.NewReader("ok\npart"), &failing{}))
	for sc.Scan() {
		fmt.Print(sc.Text(), " ")
	}
	fmt.Println(sc.Err())
	scan(strings.NewReader("abc"), func(d []byte, eof bool) (int, []byte, error) { return -1, nil, nil })
	scan(strings.NewReader("abc"), func(d []byte, eof bool) (int, []byte, error) { return 10, nil, nil })
	func() {
		defer func() { fmt.Println(recover()) }()
		scan(strings.NewReader("abc"), func(d []byte, eof bool) (int, []byte, error) {
			if eof {
				return 0, []byte{}, nil
			}
			return 0, nil, nil
		})
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		sc := bufio.NewScanner(strings.NewReader("x"))
		sc.Scan()
		sc.Split(bufio.ScanWords)
	}()
}

type failing struct{}

func (*failing) Read([]byte) (int, error) { return 0, errors.New("device lost") }
