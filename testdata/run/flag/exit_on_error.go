// run

// The command line's flag set exits with code 2 and the usage on bad arguments, with 0 on -help; children show it.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

func child() {
	os.Args[0] = "tool"
	flag.CommandLine.Init("tool", flag.ExitOnError)
	b := flag.Bool("bool", true, "a `yes or no`")
	i64 := flag.Int64("i64", 5, "")
	u := flag.Uint("u", 1, "unsigned")
	u64 := flag.Uint64("u64", 2, "")
	f := flag.Float64("f", 0, "zero default is not shown")
	s := flag.String("s", "", "")
	d := flag.Duration("d", time.Second, "how long")
	var iv int
	var fv float64
	var uv uint
	var u64v uint64
	var i64v int64
	var sv string
	flag.IntVar(&iv, "iv", 1, "")
	flag.Float64Var(&fv, "fv", 1, "")
	flag.UintVar(&uv, "uv", 1, "")
	flag.Uint64Var(&u64v, "u64v", 1, "")
	flag.Int64Var(&i64v, "i64v", 1, "")
	flag.StringVar(&sv, "sv", "x", "")
	flag.Func("func", "a func", func(s string) error { fmt.Println("func", s); return nil })
	flag.BoolFunc("bf", "a bool func", func(s string) error { fmt.Println("bf", s); return nil })
	n := 0
	flag.VisitAll(func(*flag.Flag) { n++ })
	flag.Parse()
	fmt.Println(*b, *i64, *u, *u64, *f, *s, *d, iv, fv, uv, u64v, i64v, sv, flag.Args(), n > 10)
	os.Exit(0)
}

func main() {
	if os.Getenv("CHILD") != "" {
		child()
	}
	for _, args := range [][]string{{"-bool=false", "-i64", "7", "-func", "x", "-bf", "-sv=z", "rest"}, {"-u", "-1"}, {"-nope"}, {"-help"}, {"-d"}} {
		r, w, _ := os.Pipe()
		p, err := os.StartProcess("/proc/self/exe", append([]string{"x"}, args...), &os.ProcAttr{Env: []string{"CHILD=1"}, Files: []*os.File{nil, w, w}})
		if err != nil {
			panic(err)
		}
		w.Close()
		out, _ := io.ReadAll(r)
		st, _ := p.Wait()
		fmt.Printf("%v: %v\n%s", args, st, out)
	}
}
