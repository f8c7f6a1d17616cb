//go:build linux && (go1.21 || ignore)

package p

import (
	"embed"
	_ "unsafe"
)

//go:embed a.txt "b c.txt" `d/*`
var files embed.FS

//go:embed one
//go:embed two
var data string

//go:noinline
//go:nosplit
func f() { g() }

//go:linkname g other.g
func g()

//go:linkname h
func h() {}

//line generated.y:10
var x = 1 /*line other.y:20:5*/ + y

func lines() {
	//line inner.y:7
	L:
	goto L
}

//line :3
var z int
