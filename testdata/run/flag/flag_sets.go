// run

// flag: FlagSets with every type, forms of arguments, errors, usage text, Visit, Func, TextVar, custom values.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

type list []string

func (l *list) String() string { return strings.Join(*l, "+") }
func (l *list) Set(s string) error {
	if s == "" {
		return errors.New("empty element")
	}
	*l = append(*l, s)
	return nil
}

type onOff bool

func (o *onOff) String() string     { return fmt.Sprint(bool(*o)) }
func (o *onOff) Set(s string) error { *o = s == "true" || s == "on"; return nil }
func (o *onOff) IsBoolFlag() bool   { return true }
func (o *onOff) Get() any           { return bool(*o) }

func newSet() (*flag.FlagSet, func() string) {
	fs := flag.NewFlagSet("tool", flag.ContinueOnError)
	fs.SetOutput(os.Stdout)
	b := fs.Bool("b", false, "a `switch`")
	i := fs.Int("i", 7, "an int")
	i64 := fs.Int64("i64", -1, "")
	u := fs.Uint("u", 0, "a uint")
	u64 := fs.Uint64("u64", 1<<63, "")
	f := fs.Float64("f", 1.5, "a float\nwith two lines")
	s := fs.String("s", "def", "a string `name`")
	e := fs.String("e", "", "empty default")
	d := fs.Duration("d", time.Minute, "a duration")
	var l list
	fs.Var(&l, "l", "a list")
	var o onOff
	fs.Var(&o, "o", "on or off")
	fn := ""
	fs.Func("fn", "called with each value", func(v string) error {
		if v == "bad" {
			return errors.New("refused")
		}
		fn += v
		return nil
	})
	n := 0
	fs.BoolFunc("v", "counts", func(string) error { n++; return nil })
	return fs, func() string {
		return fmt.Sprint(*b, *i, *i64, *u, *u64, *f, *s, *e, *d, l, o, fn, n, fs.Args(), fs.NFlag(), fs.NArg())
	}
}

func main() {
	for _, args := range []string{
		"", "-b -i 3 rest of", "--b=false -i=0x1F -i64 -0b11 -u=017", "-s=a=b -s c -e= x", "-d 1h30m -f 1e-3 -u64 18446744073709551615", "-l a -l=b -o -- -b", "-o=off -o=on -fn x -fn y -v -v", "-", "-b true", "-i 1_000",
		"-unknown", "-i x", "-i", "-b=maybe", "-l=", "-fn bad", "-f 1x", "-u -1", "-d 5", "-i 99999999999999999999", "-=x", "---b", "-o=", "-h", "-i64 1e3",
	} {
		fs, show := newSet()
		if strings.HasPrefix(args, "-h") || strings.HasPrefix(args, "-unknown") {
			fmt.Println("usage for", args)
		} else {
			fs.Usage = func() { fmt.Println("(usage)") }
		}
		err := fs.Parse(strings.Fields(args))
		fmt.Println(args, "=>", show(), err, errors.Is(err, flag.ErrHelp))
	}
	fs, _ := newSet()
	fs.Parse([]string{"-s", "x", "-b"})
	fs.Visit(func(f *flag.Flag) { fmt.Print(f.Name, "=", f.Value, " ") })
	fmt.Println(fs.Set("i", "12"), fs.Set("none", "1"), fs.Lookup("i").Value, fs.Lookup("i").DefValue, fs.Lookup("zz") == nil, fs.Name(), fs.Parsed(), fs.Arg(5) == "")
	names := 0
	fs.VisitAll(func(f *flag.Flag) { names += len(f.Name) })
	g := fs.Lookup("d").Value.(flag.Getter).Get().(time.Duration)
	n, u := flag.UnquoteUsage(fs.Lookup("s"))
	fmt.Println(names, g, n, u, fs.ErrorHandling() == flag.ContinueOnError)
	for _, f := range []func(){
		func() { fs.Int("i", 0, "again") },
		func() { fs.Int("-x", 0, "") },
		func() { fs.Int("a=b", 0, "") },
		func() { p := flag.NewFlagSet("p", flag.PanicOnError); p.SetOutput(os.Stdout); p.Parse([]string{"-q"}) },
	} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
}
