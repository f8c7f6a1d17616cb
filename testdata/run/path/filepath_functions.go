// run

// path/filepath on Linux: Rel, SplitList, IsLocal, Localize, EvalSymlinks, Glob, Walk and WalkDir in a directory of its own.
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	for _, c := range [][2]string{{"/a", "/a/b"}, {"/a/b", "/a"}, {"a", "a"}, {"a/b", "c"}, {"/x", "y"}, {".", "z/../w"}, {"..", "a"}, {"/", "/q"}} {
		r, err := filepath.Rel(c[0], c[1])
		fmt.Print(r, " ", err, "; ")
	}
	fmt.Println()
	fmt.Println(filepath.SplitList("/a:/b::c"), len(filepath.SplitList("")), filepath.IsAbs("/x"), filepath.VolumeName("/c"), filepath.ToSlash("a/b"), filepath.FromSlash("a/b"), string(filepath.Separator), string(filepath.ListSeparator))
	for _, p := range []string{"", ".", "a", "../a", "a/../..", "a/../b", "/a", "a//b"} {
		l, err := filepath.Localize(p)
		fmt.Print(filepath.IsLocal(p), " ", l, " ", err != nil, "; ")
	}
	fmt.Println()
	fmt.Println(filepath.Join("a", "", "../b", "c"), filepath.Clean("//x/./y/.."), filepath.Base("/x/y/"), filepath.Dir("x/y"), filepath.Ext("f.go"))

	root, err := os.MkdirTemp("", "walk")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(root)
	os.MkdirAll(filepath.Join(root, "b/deep/er"), 0o755)
	os.MkdirAll(filepath.Join(root, "a"), 0o755)
	for _, f := range []string{"a/1.txt", "a/2.go", "b/deep/3.txt", "b/deep/er/4.txt", "top.txt", "[x].txt"} {
		os.WriteFile(filepath.Join(root, f), []byte(f), 0o644)
	}
	os.Symlink("a/1.txt", filepath.Join(root, "link"))
	os.Symlink("b/deep", filepath.Join(root, "dirlink"))
	os.Symlink("loop", filepath.Join(root, "loop"))
	rel := func(p string) string { return strings.TrimPrefix(strings.TrimPrefix(p, root), "/") }

	filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		fmt.Print(rel(p), ":", d.Type().String()[:1], " ")
		if d.Name() == "deep" {
			return filepath.SkipDir
		}
		return err
	})
	fmt.Println()
	n := 0
	err = filepath.Walk(root, func(p string, i fs.FileInfo, err error) error {
		if n++; n == 5 {
			return filepath.SkipAll
		}
		fmt.Print(rel(p), ":", i.Size() > 0, " ")
		return nil
	})
	fmt.Println(err)
	err = filepath.WalkDir(filepath.Join(root, "missing"), func(p string, d fs.DirEntry, err error) error {
		fmt.Println(rel(p), d == nil, os.IsNotExist(err))
		return fmt.Errorf("stop")
	})
	fmt.Println(err)
	for _, pat := range []string{"*.txt", "*/*.txt", "b/*/*", "nothing*", "a/[0-9].*", `\[x\].txt`, "[", "*/deep/er/?.txt"} {
		m, err := filepath.Glob(filepath.Join(root, pat))
		for i := range m {
			m[i] = rel(m[i])
		}
		fmt.Print(m, err, " ")
	}
	fmt.Println()
	real, _ := filepath.EvalSymlinks(root)
	for _, p := range []string{"link", "dirlink/er/4.txt", "loop", "none"} {
		e, err := filepath.EvalSymlinks(filepath.Join(root, p))
		fmt.Print(strings.TrimPrefix(e, real), " ", err != nil, "; ")
	}
	os.Chdir(root)
	abs, err := filepath.Abs("x/../y")
	wd, _ := os.Getwd()
	fmt.Println(strings.TrimPrefix(abs, wd), err)
	fmt.Println(filepath.Match("*.go", "x.go"))
}
