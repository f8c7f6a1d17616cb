// run

// path: Clean, Join, Split, Base, Dir, Ext, IsAbs and Match with all pattern forms.
package main

import (
	"fmt"
	"path"
)

func main() {
	for _, p := range []string{"", ".", "/", "//", "a/b", "/a//b/", "a/./b", "a/../b", "../a", "/../a", "a/b/../../..", "./x", "/.", "a/..", "..//../x/", "abc.tar.gz", "/dir.d/file", ".hidden", "x.", "世/界.txt"} {
		d, f := path.Split(p)
		fmt.Printf("%q clean %q base %q dir %q ext %q abs %t split %q %q\n", p, path.Clean(p), path.Base(p), path.Dir(p), path.Ext(p), path.IsAbs(p), d, f)
	}
	fmt.Println(path.Join(), path.Join(""), path.Join("a", "b"), path.Join("a/", "/b"), path.Join("", "x"), path.Join("a", "../../b"), path.Join("/", "..", "c"))
	for _, c := range [][2]string{
		{"*", "abc"}, {"*", "a/b"}, {"a*", "abc"}, {"a*c", "abbbc"}, {"a*b*c", "axxbyyc"}, {"?", "é"}, {"a?c", "a/c"}, {"[abc]x", "bx"}, {"[a-c]x", "dx"}, {"[^a-c]x", "dx"}, {"[^a]", "é"},
		{`\*`, "*"}, {`\*`, "a"}, {"[]a]", "]"}, {"[-]", "-"}, {"[x-]", "x"}, {"[", "a"}, {"[a", "a"}, {"a[", "a"}, {"a[", "b"}, {`\`, "x"}, {"", ""}, {"", "x"}, {"*/*", "a/b"}, {"**", "abc"}, {"*x", "xxx"}, {"[a-", "a"}, {"a*b?c", "abxxbyc"}, {"[\\-x]", "-"},
	} {
		ok, err := path.Match(c[0], c[1])
		fmt.Print(c[0], " ", c[1], " ", ok, " ", err, "; ")
	}
	fmt.Println()
}
