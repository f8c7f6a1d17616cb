// run

// os: error types and predicates, the remaining methods of Root and File, deadlines on files, process handles.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"
)

func main() {
	dir, err := os.MkdirTemp("", "more")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	short := func(err error) string { return strings.ReplaceAll(fmt.Sprint(err), dir, "DIR") }
	err = os.Link(dir+"/none", dir+"/x")
	var le *os.LinkError
	fmt.Println(errors.As(err, &le), le.Op, short(le), le.Unwrap() == syscall.ENOENT)
	se := os.NewSyscallError("call", syscall.EPERM)
	fmt.Println(se, os.NewSyscallError("x", nil) == nil, errors.Is(se, fs.ErrPermission), os.IsPermission(se), se.(*os.SyscallError).Timeout(), errors.Unwrap(se) == syscall.EPERM)
	for _, e := range []error{os.ErrExist, os.ErrNotExist, os.ErrPermission, os.ErrInvalid, os.ErrClosed, os.ErrNoDeadline, os.ErrDeadlineExceeded, os.ErrProcessDone, os.ErrNoHandle} {
		fmt.Print(e, " ", os.IsExist(e), os.IsNotExist(e), os.IsPermission(e), os.IsTimeout(e), "; ")
	}
	fmt.Println()
	r, err := os.OpenRoot(dir)
	if err != nil {
		panic(err)
	}
	f, err := r.OpenFile("f", os.O_CREATE|os.O_RDWR|os.O_TRUNC|os.O_SYNC, 0o640)
	fmt.Println(err, r.Name() == dir)
	n, err := f.ReadFrom(strings.NewReader("read from"))
	fmt.Println(n, err)
	f.Seek(0, io.SeekStart)
	var sb strings.Builder
	n, err = f.WriteTo(&sb)
	fmt.Println(n, err, sb.String(), f.SetDeadline(time.Now()) != nil, f.Close())
	fmt.Println(r.Chmod("f", 0o600), r.Link("f", "g"), r.Chtimes("g", time.Unix(5, 0), time.Unix(10, 0)), short(r.Mkdir("f", 0)))
	st, err := r.Lstat("f")
	fmt.Println(st.Mode(), st.ModTime().Unix(), err)
	d, _ := os.Open(dir)
	infos, err := d.Readdir(-1)
	fmt.Println(len(infos), infos[0].Size(), err, d.Chdir(), d.Close())
	o, err := os.OpenInRoot(dir, "g")
	fmt.Println(err, o.Close())
	_, err = os.OpenInRoot(dir, "/etc/passwd")
	fmt.Println(err)
	c, err := o.SyscallConn()
	fmt.Println(c == nil, err)
	fmt.Println(os.IsPathSeparator('/'), string(rune(os.PathSeparator)), string(rune(os.PathListSeparator)), os.Getegid() == syscall.Getegid(), os.ModePerm, os.ModeType)
	pr, pw, _ := os.Pipe()
	fmt.Println(pw.SetWriteDeadline(time.Now().Add(5*time.Millisecond)), pr.SetDeadline(time.Time{}))
	buf := make([]byte, 1<<20)
	_, err = pw.Write(buf)
	fmt.Println(err, errors.Is(err, os.ErrDeadlineExceeded))
	rc, err := pr.SyscallConn()
	var fd uintptr
	fmt.Println(err, rc.Control(func(f uintptr) { fd = f }), fd > 0)
	p, err := os.StartProcess("/proc/self/exe", []string{"x"}, &os.ProcAttr{Env: []string{"CHILD=1"}, Dir: "/nonexistent"})
	fmt.Println(p == nil, err)
	if gs, err := os.Getgroups(); err != nil || len(gs) < 0 {
		fmt.Println("no groups")
	}
	pe := &os.PathError{Op: "op", Path: "p", Err: os.ErrInvalid}
	fmt.Println(pe, pe.Timeout())
}
