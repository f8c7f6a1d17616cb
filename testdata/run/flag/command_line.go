// run tool -n 5 -name=gopher -v -d 90s first second

// The command line's own flag set, with arguments from the first line of this file: the first stands for the program.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

var (
	n    = flag.Int("n", 1, "count")
	name = flag.String("name", "nobody", "who")
	dur  time.Duration
)

func init() { flag.DurationVar(&dur, "d", 0, "how long") }

func main() {
	os.Args = os.Args[1:]
	var v bool
	flag.BoolVar(&v, "v", false, "verbose")
	unset := flag.Float64("unset", 2.5, "not given")
	fmt.Println(flag.Parsed(), *n, len(os.Args))
	flag.Parse()
	fmt.Println(flag.Parsed(), *n, *name, v, dur, *unset, flag.Args(), flag.NArg(), flag.NFlag(), flag.Arg(1), flag.Arg(9) == "")
	flag.Visit(func(f *flag.Flag) { fmt.Print(f.Name, " ") })
	fmt.Println(flag.Lookup("n").Value, flag.Set("n", "77"), *n, flag.CommandLine.Name() != "", filepath.Base(os.Args[0]))
	flag.CommandLine.SetOutput(os.Stdout)
	flag.PrintDefaults()
	os.Exit(3)
}
