// run

// os: creating, reading, writing, seeking, truncating, appending, renaming and removing files in a directory of its own.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	dir, err := os.MkdirTemp("", "files")
	check(err)
	defer os.RemoveAll(dir)
	short := func(err error) string {
		if err == nil {
			return "<nil>"
		}
		return strings.ReplaceAll(err.Error(), dir, "DIR")
	}
	name := filepath.Join(dir, "a.txt")
	f, err := os.Create(name)
	check(err)
	n, err := f.WriteString("hello, file\n")
	fmt.Println(n, err)
	n, err = f.Write([]byte("second line\n"))
	fmt.Println(n, err)
	n, err = f.WriteAt([]byte("J"), 0)
	fmt.Println(n, err)
	pos, err := f.Seek(7, io.SeekStart)
	buf := make([]byte, 4)
	m, err2 := f.Read(buf)
	fmt.Println(pos, err, m, err2, string(buf))
	m, err = f.ReadAt(buf, 20)
	fmt.Printf("%d %v %q\n", m, err, buf[:m])
	m, err = f.ReadAt(buf, 22)
	fmt.Printf("%d %v %q\n", m, err, buf[:m])
	st, err := f.Stat()
	fmt.Println(st.Name(), st.Size(), st.IsDir(), st.Mode().IsRegular(), err, filepath.Base(f.Name()))
	fmt.Println(f.Truncate(5), f.Sync(), f.Chmod(0o600))
	fmt.Println(f.Close(), short(f.Close()))
	_, err = f.Read(buf)
	fmt.Println(short(err), errors.Is(err, os.ErrClosed))
	b, err := os.ReadFile(name)
	fmt.Printf("%q %v\n", b, err)
	st, _ = os.Stat(name)
	fmt.Println(st.Mode(), st.Size())

	f, err = os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	check(err)
	fmt.Fprintf(f, "+%d", 1)
	_, err = f.Read(buf)
	fmt.Println(short(err))
	_, err = f.WriteAt([]byte("x"), 0)
	fmt.Println(err)
	f.Close()
	_, err = os.OpenFile(name, os.O_CREATE|os.O_EXCL, 0o644)
	fmt.Println(short(err), os.IsExist(err))
	fmt.Println(os.WriteFile(name, []byte("over"), 0o644), os.Truncate(name, 2))
	b, _ = os.ReadFile(name)
	fmt.Println(string(b))

	other := filepath.Join(dir, "b.txt")
	fmt.Println(os.Link(name, other), os.Rename(name, filepath.Join(dir, "c.txt")))
	_, err = os.Stat(name)
	fmt.Println(short(err), os.IsNotExist(err), errors.Is(err, fs.ErrNotExist))
	s1, _ := os.Stat(other)
	s2, _ := os.Stat(filepath.Join(dir, "c.txt"))
	fmt.Println(os.SameFile(s1, s2))
	when := time.Date(2001, 2, 3, 4, 5, 6, 7000, time.UTC)
	fmt.Println(os.Chtimes(other, when, when), os.Chmod(other, 0o400))
	s1, _ = os.Lstat(other)
	fmt.Println(s1.ModTime().UTC(), s1.Mode())
	fmt.Println(os.Symlink("c.txt", filepath.Join(dir, "link")))
	l, err := os.Readlink(filepath.Join(dir, "link"))
	ls, _ := os.Lstat(filepath.Join(dir, "link"))
	fmt.Println(l, err, ls.Mode().Type() == fs.ModeSymlink)
	fmt.Println(short(os.Remove(dir)), os.Remove(other), short(os.Remove(other)))
	tmp, err := os.CreateTemp(dir, "pre-*-suf")
	fmt.Println(strings.HasPrefix(filepath.Base(tmp.Name()), "pre-"), strings.HasSuffix(tmp.Name(), "-suf"), err, tmp.Close())
	_, err = os.Open(filepath.Join(dir, "x/y"))
	var pe *fs.PathError
	fmt.Println(errors.As(err, &pe), pe.Op, pe.Err)
	big, _ := os.Create(filepath.Join(dir, "big"))
	c, err := io.Copy(big, io.LimitReader(zeros{}, 1<<20))
	fmt.Println(c, err)
	big.Seek(0, 0)
	c, err = io.Copy(io.Discard, big)
	fmt.Println(c, err, big.Close())
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func check(err error) {
	if err != nil {
		panic(err)
	}
}
