package p

//go:build linux

//go:noinline
var x int

//go:noinline
type T int

var y int //go:nosplit

//go:embed a.txt
var z string

//go:linkname nothing
//go:linkname x a.b.c d
//go:linkname x a.b
//go:systemstack
//go:uintptrkeepalive
//go:cgo_ldflag "-lm"
//go:unknown is fine
func f()

//go:noescape
func g() {
	//go:noinline
	x := 1
	//go:embed b.txt
	var s string
}

//go:embed
//go:embed "open
var e string

//line f:0
//line f:x
//line f:1:0
//line f:99999999999
