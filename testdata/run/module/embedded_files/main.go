// run

// //go:embed into strings, byte slices and embed.FS: single files, patterns, directories, hidden files, reading and walking.
package main

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"example.com/embedded/sub"
)

//go:embed data/hello.txt
var hello string

//go:embed data/bytes.bin
var raw []byte

//go:embed data/*.txt
//go:embed "data/with space.md"
var texts embed.FS

//go:embed data
var tree embed.FS

//go:embed all:data
var all embed.FS

var (
	//go:embed data/empty.txt
	empty string
)

func names(f embed.FS) (out []string) {
	fs.WalkDir(f, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() {
			out = append(out, p)
		}
		return nil
	})
	return
}

func main() {
	fmt.Printf("%q %q %v\n", hello, empty, raw)
	raw[0] = 'X' // a byte slice may be changed
	fmt.Println(raw[0])
	fmt.Println(names(texts))
	fmt.Println(names(tree))
	fmt.Println(names(all))
	b, err := texts.ReadFile("data/with space.md")
	fmt.Println(strings.TrimSpace(string(b)), err)
	_, err = texts.ReadFile("data/bytes.bin")
	fmt.Println(err)
	f, err := tree.Open("data/nested/deep.txt")
	if err != nil {
		panic(err)
	}
	st, _ := f.Stat()
	fmt.Println(st.Name(), st.Size(), st.Mode(), st.IsDir(), st.ModTime().IsZero())
	buf := make([]byte, 4)
	f.(io.ReaderAt).ReadAt(buf, 2)
	fmt.Printf("%q\n", buf)
	rest, _ := io.ReadAll(f)
	fmt.Printf("%q %v\n", rest, f.Close())
	es, err := tree.ReadDir("data")
	for _, e := range es {
		fmt.Print(e.Name(), " ", e.IsDir(), "; ")
	}
	fmt.Println(err)
	m, _ := fs.Glob(all, "data/*/*")
	fmt.Println(m)
	s, err := fs.Sub(tree, "data/nested")
	if err == nil {
		b, _ = fs.ReadFile(s, "deep.txt")
	}
	fmt.Printf("%q\n", b)
	_, err = tree.Open("data/../main.go")
	fmt.Println(err)
	_, err = tree.ReadDir("data/hello.txt")
	fmt.Println(err)
	fmt.Printf("%q\n", sub.Text)
}
