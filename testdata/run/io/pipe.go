// run

// io.Pipe: writes meet reads, partial reads, closing either side with and without errors, several writers.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"sync"
)

func main() {
	r, w := io.Pipe()
	go func() {
		fmt.Fprint(w, "hello")
		w.Write(nil)
		io.WriteString(w, " world")
		w.Close()
	}()
	p := make([]byte, 3)
	for {
		n, err := r.Read(p)
		fmt.Printf("%q %v; ", p[:n], err)
		if err != nil {
			break
		}
	}
	fmt.Println()
	_, err := w.Write([]byte("x"))
	fmt.Println(err)

	r, w = io.Pipe()
	go func() {
		w.Write([]byte("data"))
		w.CloseWithError(errors.New("writer gave up"))
		w.CloseWithError(errors.New("second close"))
	}()
	b, err := io.ReadAll(r)
	fmt.Println(string(b), err)

	r, w = io.Pipe()
	done := make(chan bool)
	go func() {
		n, err := w.Write([]byte("abcdef"))
		fmt.Println("write:", n, err)
		close(done)
	}()
	r.Read(p)
	r.CloseWithError(errors.New("reader left"))
	<-done
	_, err = r.Read(p)
	fmt.Println(err)
	r, w = io.Pipe()
	r.Close()
	_, err = w.Write([]byte("x"))
	fmt.Println(err, errors.Is(err, io.ErrClosedPipe))

	r, w = io.Pipe()
	var wg sync.WaitGroup
	for i := range 5 {
		wg.Go(func() {
			for j := range 20 {
				fmt.Fprintf(w, "w%d line %02d %s\n", i, j, strings.Repeat("x", j))
			}
		})
	}
	go func() { wg.Wait(); w.Close() }()
	var lines []string
	sc := bufio.NewScanner(r)
	for sc.Scan() {
		lines = append(lines, sc.Text())
	}
	sort.Strings(lines)
	fmt.Println(len(lines), lines[0], lines[99], sc.Err())
	// A chain of transforming pipes.
	src := io.Reader(strings.NewReader("chain"))
	for range 3 {
		pr, pw := io.Pipe()
		in := src
		go func() {
			b := make([]byte, 1)
			for {
				n, err := in.Read(b)
				if n > 0 {
					pw.Write([]byte{b[0] + 1})
				}
				if err != nil {
					pw.CloseWithError(err)
					return
				}
			}
		}()
		src = pr
	}
	b, err = io.ReadAll(src)
	fmt.Println(string(b), err)
}
