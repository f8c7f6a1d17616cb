// run

// os: making, listing and removing directory trees, DirFS, CopyFS, Chdir, and os.Root confining its names.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

func main() {
	dir, err := os.MkdirTemp("", "dirs")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	short := func(err error) string { return strings.ReplaceAll(fmt.Sprint(err), dir, "DIR") }
	fmt.Println(os.MkdirAll(filepath.Join(dir, "a/b/c"), 0o755), short(os.Mkdir(filepath.Join(dir, "a"), 0o755)), short(os.Mkdir(filepath.Join(dir, "x/y"), 0o755)))
	for _, f := range []string{"a/1", "a/b/2", "a/b/c/3", "z"} {
		os.WriteFile(filepath.Join(dir, f), []byte("content of "+f), 0o644)
	}
	fmt.Println(short(os.MkdirAll(filepath.Join(dir, "z/sub"), 0o755)))
	es, err := os.ReadDir(filepath.Join(dir, "a"))
	for _, e := range es {
		i, _ := e.Info()
		fmt.Print(e, " ", e.IsDir(), " ", i.Mode().IsRegular(), "; ")
	}
	fmt.Println(err)
	f, _ := os.Open(dir)
	names, err := f.Readdirnames(-1)
	sort.Strings(names)
	fmt.Println(names, err)
	f.Seek(0, 0)
	n := 0
	for {
		part, err := f.ReadDir(1)
		n += len(part)
		if err != nil {
			fmt.Println(n, err)
			break
		}
	}
	f.Close()
	_, err = os.ReadDir(filepath.Join(dir, "z"))
	fmt.Println(short(err))
	d := os.DirFS(dir)
	b, err := fs.ReadFile(d, "a/b/2")
	fmt.Println(string(b), err)
	_, err = d.Open("../etc")
	fmt.Println(err)
	copyTo := filepath.Join(dir, "copy")
	fmt.Println(os.CopyFS(copyTo, os.DirFS(filepath.Join(dir, "a"))))
	fs.WalkDir(os.DirFS(copyTo), ".", func(p string, d fs.DirEntry, err error) error {
		fmt.Print(p, " ")
		return err
	})
	fmt.Println()
	old, _ := os.Getwd()
	fmt.Println(os.Chdir(copyTo))
	b, err = os.ReadFile("b/c/3")
	wd, _ := os.Getwd()
	fmt.Println(string(b), err, filepath.Base(wd))
	os.Chdir(old)

	r, err := os.OpenRoot(filepath.Join(dir, "a"))
	if err != nil {
		panic(err)
	}
	fmt.Println(filepath.Base(r.Name()), r.Mkdir("new", 0o755), r.WriteFile("new/f", []byte("root file"), 0o600), r.MkdirAll("p/q/r", 0o755))
	b, err = r.ReadFile("new/f")
	fmt.Println(string(b), err)
	_, err = r.Open("../z")
	fmt.Println(err)
	os.Symlink("../../z", filepath.Join(dir, "a/b/escape"))
	_, err = r.ReadFile("b/escape")
	fmt.Println(err)
	os.Symlink("../1", filepath.Join(dir, "a/b/inside"))
	b, err = r.ReadFile("b/inside")
	fmt.Println(string(b), err)
	st, err := r.Stat("b/c/3")
	fmt.Println(st.Size(), err, r.Rename("new/f", "new/g"), r.Remove("new/g"), r.RemoveAll("p"), r.Symlink("1", "lnk"))
	sub, err := r.OpenRoot("b")
	g, err2 := sub.Create("created")
	fmt.Println(err, err2)
	io.WriteString(g, "via sub root")
	g.Close()
	b, err = fs.ReadFile(r.FS(), "b/created")
	l, _ := r.Readlink("lnk")
	fmt.Println(string(b), err, l, sub.Close(), r.Close())
	_, err = r.Open("1")
	fmt.Println(err, errors.Is(err, os.ErrClosed))
	fmt.Println(os.RemoveAll(copyTo), os.RemoveAll(copyTo))
	_, err = os.Stat(copyTo)
	fmt.Println(os.IsNotExist(err))
}
