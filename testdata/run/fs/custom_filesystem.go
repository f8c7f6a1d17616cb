// run

// io/fs: a small in-memory file system of our own driven through ReadFile, ReadDir, Stat, Glob, Sub, WalkDir.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sort"
	"strings"
	"time"
)

type memFS map[string]string

type node struct {
	name string
	data string
	dir  []fs.DirEntry
	pos  int
}

func (n *node) Name() string               { return n.name }
func (n *node) Size() int64                { return int64(len(n.data)) }
func (n *node) ModTime() time.Time         { return time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC) }
func (n *node) IsDir() bool                { return n.dir != nil }
func (n *node) Sys() any                   { return nil }
func (n *node) Info() (fs.FileInfo, error) { return n, nil }
func (n *node) Type() fs.FileMode          { return n.Mode().Type() }
func (n *node) Mode() fs.FileMode {
	if n.dir != nil {
		return fs.ModeDir | 0o755
	}
	return 0o644
}
func (n *node) Stat() (fs.FileInfo, error) { return n, nil }
func (n *node) Close() error               { return nil }
func (n *node) Read(p []byte) (int, error) {
	if n.pos >= len(n.data) {
		return 0, io.EOF
	}
	c := copy(p, n.data[n.pos:])
	n.pos += c
	return c, nil
}
func (n *node) ReadDir(count int) ([]fs.DirEntry, error) { return n.dir, nil }

func (m memFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if d, ok := m[name]; ok {
		return &node{name: name[strings.LastIndex(name, "/")+1:], data: d}, nil
	}
	prefix := name + "/"
	if name == "." {
		prefix = ""
	}
	seen := map[string]bool{}
	dir := &node{name: name, dir: []fs.DirEntry{}}
	for k, v := range m {
		if rest, ok := strings.CutPrefix(k, prefix); ok {
			first, _, deeper := strings.Cut(rest, "/")
			if seen[first] {
				continue
			}
			seen[first] = true
			e := &node{name: first, data: v}
			if deeper {
				e.dir = []fs.DirEntry{}
			}
			dir.dir = append(dir.dir, e)
		}
	}
	if len(dir.dir) == 0 {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	sort.Slice(dir.dir, func(i, j int) bool { return dir.dir[i].Name() < dir.dir[j].Name() })
	return dir, nil
}

func main() {
	m := memFS{"a.txt": "A", "dir/b.txt": "BB", "dir/sub/c.go": "CCC", "z": ""}
	b, err := fs.ReadFile(m, "dir/b.txt")
	fmt.Println(string(b), err)
	_, err = fs.ReadFile(m, "none")
	fmt.Println(err, errors.Is(err, fs.ErrNotExist))
	_, err = fs.ReadFile(m, "../x")
	var pe *fs.PathError
	fmt.Println(err, errors.As(err, &pe), pe.Timeout(), pe.Unwrap() == fs.ErrInvalid)
	es, err := fs.ReadDir(m, "dir")
	for _, e := range es {
		fmt.Print(fs.FormatDirEntry(e), " ")
	}
	fmt.Println(err)
	st, err := fs.Stat(m, "dir/sub/c.go")
	fmt.Println(fs.FormatFileInfo(st), err)
	g, err := fs.Glob(m, "*/*")
	fmt.Println(g, err)
	_, err = fs.Glob(m, "[")
	fmt.Println(err)
	sub, err := fs.Sub(m, "dir")
	b, err2 := fs.ReadFile(sub, "sub/c.go")
	fmt.Println(err, string(b), err2)
	_, err = fs.ReadFile(sub, "nope")
	fmt.Println(err)
	_, err = fs.Sub(m, "/abs")
	fmt.Println(err)
	fs.WalkDir(m, ".", func(p string, d fs.DirEntry, err error) error {
		fmt.Print(p, " ")
		if p == "dir/sub" {
			return fs.SkipDir
		}
		return err
	})
	err = fs.WalkDir(m, ".", func(p string, d fs.DirEntry, err error) error {
		if p == "dir" {
			return fs.SkipAll
		}
		return nil
	})
	fmt.Println(err)
	for _, p := range []string{"", ".", "a", "a/b", "/a", "a/", "a//b", "..", "a/../b", "./a", "\xff"} {
		fmt.Print(fs.ValidPath(p), " ")
	}
	fmt.Println()
	for _, md := range []fs.FileMode{0, 0o644, fs.ModeDir | 0o755, fs.ModeSymlink | 0o777, fs.ModeNamedPipe, fs.ModeSocket, fs.ModeDevice | fs.ModeCharDevice, fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky | 0o111, fs.ModeAppend | fs.ModeExclusive | fs.ModeTemporary | fs.ModeIrregular} {
		fmt.Print(md, " ", md.IsDir(), md.IsRegular(), md.Perm(), " ", md.Type(), "; ")
	}
	fmt.Println()
	e := fs.FileInfoToDirEntry(st)
	fmt.Println(e, e.IsDir(), fs.FileInfoToDirEntry(nil) == nil)
	_, err = fs.ReadLink(m, "a.txt")
	fmt.Println(err)
}
