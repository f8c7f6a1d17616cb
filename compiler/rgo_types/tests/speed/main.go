// Parses and checks packages with Go's own library, as a measure for ours.
//
// Standard input has a line for each package, imports first: its path and its files, separated by
// tabs. Printed are the seconds of CPU time for parsing and for checking.
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"strings"
	"syscall"
)

type source struct {
	name string
	text []byte
}

type pkg struct {
	path    string
	sources []source
	files   []*ast.File
}

// packages finds what has been checked by the path of an import in the package importer.
type packages struct {
	known    map[string]*types.Package
	importer string
}

func (p packages) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	vendor := "vendor/"
	if strings.HasPrefix(p.importer, "cmd") {
		vendor = "cmd/vendor/"
	}
	if found := p.known[vendor+path]; found != nil {
		return found, nil
	}
	if found := p.known[path]; found != nil {
		return found, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}

func cpuSeconds() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	of := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return of(usage.Utime) + of(usage.Stime)
}

func main() {
	var all []*pkg
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		words := strings.Split(lines.Text(), "\t")
		p := &pkg{path: words[0]}
		for _, name := range words[1:] {
			text, err := os.ReadFile(name)
			if err != nil {
				panic(err)
			}
			p.sources = append(p.sources, source{name, text})
		}
		all = append(all, p)
	}
	fset := token.NewFileSet()
	start := cpuSeconds()
	for _, p := range all {
		for _, s := range p.sources {
			file, err := parser.ParseFile(fset, s.name, s.text, parser.SkipObjectResolution)
			if err != nil {
				panic(err)
			}
			p.files = append(p.files, file)
		}
	}
	parsed := cpuSeconds()
	known := map[string]*types.Package{}
	for _, p := range all {
		conf := types.Config{
			Importer: packages{known, p.path},
			Sizes:    types.SizesFor("gc", "amd64"),
			Error:    func(err error) { fmt.Fprintln(os.Stderr, err) },
		}
		info := &types.Info{
			Types:      map[ast.Expr]types.TypeAndValue{},
			Instances:  map[*ast.Ident]types.Instance{},
			Defs:       map[*ast.Ident]types.Object{},
			Uses:       map[*ast.Ident]types.Object{},
			Selections: map[*ast.SelectorExpr]*types.Selection{},
		}
		checked, _ := conf.Check(p.path, fset, p.files, info)
		known[p.path] = checked
	}
	fmt.Printf("%.3f %.3f\n", parsed-start, cpuSeconds()-parsed)
}
