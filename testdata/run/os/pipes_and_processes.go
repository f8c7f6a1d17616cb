// run

// os.Pipe, closing, deadlines, signals to a child, process state, broken pipes, file descriptors.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"time"
)

func child() {
	switch os.Getenv("CHILD") {
	case "sleep":
		fmt.Println("ready")
		time.Sleep(time.Hour)
	case "echo":
		sc := bufio.NewScanner(os.Stdin)
		for sc.Scan() {
			fmt.Println(strings.ToUpper(sc.Text()))
		}
		os.Exit(0)
	case "segv":
		var p *int
		*p = 1
	}
}

func start(kind string) (*os.Process, *os.File, *os.File) {
	inr, inw, _ := os.Pipe()
	outr, outw, _ := os.Pipe()
	p, err := os.StartProcess("/proc/self/exe", []string{"x"}, &os.ProcAttr{Env: []string{"CHILD=" + kind}, Files: []*os.File{inr, outw, nil}})
	if err != nil {
		panic(err)
	}
	inr.Close()
	outw.Close()
	return p, inw, outr
}

func main() {
	child()
	r, w, err := os.Pipe()
	fmt.Println(err, r.Fd() != w.Fd())
	r.Close()
	w.Close()
	// Not the same pipe: Fd makes descriptors block.
	r, w, _ = os.Pipe()
	go func() {
		for i := range 3 {
			fmt.Fprintf(w, "line %d\n", i)
		}
		w.Close()
	}()
	b, err := io.ReadAll(r)
	fmt.Printf("%q %v\n", b, err)

	// A read blocked in a pipe is woken by a deadline and by closing.
	r, w, _ = os.Pipe()
	fmt.Println(r.SetReadDeadline(time.Now().Add(5 * time.Millisecond)))
	_, err = r.Read(make([]byte, 1))
	fmt.Println(err, errors.Is(err, os.ErrDeadlineExceeded), os.IsTimeout(err))
	r.SetReadDeadline(time.Time{})
	done := make(chan error)
	go func() { _, err := r.Read(make([]byte, 1)); done <- err }()
	time.Sleep(2 * time.Millisecond)
	r.Close()
	fmt.Println(errors.Is(<-done, os.ErrClosed))
	_, err = w.Write([]byte("x"))
	fmt.Println(err, errors.Is(err, syscall.EPIPE))
	w.Close()

	p, in, out := start("echo")
	br := bufio.NewReader(out)
	for _, s := range []string{"one", "two"} {
		fmt.Fprintln(in, s)
		line, _ := br.ReadString('\n')
		fmt.Print(line)
	}
	in.Close()
	st, err := p.Wait()
	fmt.Println(st, st.Success(), err)
	_, err = p.Wait()
	fmt.Println(err != nil, p.Signal(os.Kill))

	p, _, out = start("sleep")
	bufio.NewReader(out).ReadString('\n')
	fmt.Println(p.Signal(syscall.Signal(0)), p.Kill())
	st, _ = p.Wait()
	ws := st.Sys().(syscall.WaitStatus)
	fmt.Println(st, st.ExitCode(), st.Exited(), ws.Signaled(), ws.Signal(), st.UserTime() >= 0)
	p, _, out = start("sleep")
	bufio.NewReader(out).ReadString('\n')
	p.Signal(syscall.SIGTERM)
	st, _ = p.Wait()
	fmt.Println(st)
	p, _, _ = start("segv")
	st, _ = p.Wait()
	fmt.Println(st, st.ExitCode())

	_, err = os.FindProcess(os.Getpid())
	fmt.Println(err, os.Getpid() > 1, os.Getppid() > 0, os.Getpagesize(), os.Getuid() == syscall.Getuid(), os.DevNull, os.TempDir() != "", os.Interrupt, os.Kill)
	null, _ := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	n, err := null.Read(make([]byte, 5))
	fmt.Println(n, err)
	n, err = null.WriteString("gone")
	fmt.Println(n, err)
	dup, _ := syscall.Dup(int(null.Fd()))
	f := os.NewFile(uintptr(dup), "dup")
	fmt.Println(f.Name(), f.Close(), os.NewFile(^uintptr(0), "bad") == nil)
	exe, err := os.Executable()
	host, err2 := os.Hostname()
	fmt.Println(exe != "", err, host != "", err2)
}
