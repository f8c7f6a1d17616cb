// run

// go/*: scanning, parsing, printing, formatting, type-checking, constants, documentation and build constraints.
package main

import (
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/constant"
	"go/doc"
	"go/format"
	"go/parser"
	"go/printer"
	"go/scanner"
	"go/token"
	"go/types"
	"go/version"
	"os"
	"slices"
	"strings"
)

const source = `// Package p is
// for tests.
package p

import ("errors"; e "errors")

// Number is a constraint.
type Number interface { ~int|~float64 }

// Sum adds. Deprecated: no.
func Sum[T Number](xs ...T) (total T) { for _,x:=range xs { total+=x }; return }

type (
	S struct { a, b int; *T ` + "`json:\"t\"`" + ` }
	T map[string][]chan<- int // trailing
)

func (s *S) Method(f func(int) error) (n int, err error) {
	switch v := any(s).(type) {
	case nil: return 0, errors.New("x")
	case *S: n = len(v.T.m()) + 1<<3&7
	}
	if n>3 { goto end }
	defer func() { recover() }()
	select { case <-(*new(chan int)): default: }
end:
	return n , f(n)
}

func (T) m() string { return "m" }

const ( A = iota; B; C uint8 = 1<<7 >> 2 )

var bad int = "s" + 1
var _ = Sum(1, 2.5, "x")
var v, w = undefined, A.B
`

type importer struct{}

func (importer) Import(path string) (*types.Package, error) {
	p := types.NewPackage(path, "errors")
	text := types.NewTuple(types.NewVar(token.NoPos, p, "text", types.Typ[types.String]))
	err := types.NewTuple(types.NewVar(token.NoPos, p, "", types.Universe.Lookup("error").Type()))
	p.Scope().Insert(types.NewFunc(token.NoPos, p, "New", types.NewSignatureType(nil, nil, nil, text, err, false)))
	p.MarkComplete()
	return p, nil
}

func main() {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", source, parser.ParseComments|parser.SkipObjectResolution)
	fmt.Println(err, file.Name, len(file.Decls), len(file.Comments))
	counts := map[string]int{}
	ast.Inspect(file, func(n ast.Node) bool {
		if n != nil {
			counts[fmt.Sprintf("%T", n)]++
		}
		return true
	})
	fmt.Println(counts)
	ast.Print(fset, file.Decls[2])
	printer.Fprint(os.Stdout, fset, file)
	formatted, err := format.Source([]byte(source))
	fmt.Println(string(formatted), err)

	conf := types.Config{Importer: importer{}, GoVersion: "go1.21", Error: func(err error) { fmt.Println("error:", err) }}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Types: map[ast.Expr]types.TypeAndValue{}, Instances: map[*ast.Ident]types.Instance{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	pkg, err := conf.Check("p", fset, []*ast.File{file}, info)
	fmt.Println(pkg, err, len(info.Defs) > 20, len(info.Instances))
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		fmt.Println(obj, obj.Exported(), fset.Position(obj.Pos()))
		if named, ok := obj.Type().(*types.Named); ok {
			set := types.NewMethodSet(types.NewPointer(named))
			for i := range set.Len() {
				fmt.Println("  ", set.At(i))
			}
		}
	}
	value, err := types.Eval(fset, pkg, token.NoPos, `Sum[float64](1, 2)`)
	fmt.Println(value.Type, value.Value, err)
	value, err = types.Eval(fset, pkg, token.NoPos, `"a" + "b" + string(rune(C))`)
	fmt.Println(value.Type, value.Value, err)

	third := constant.BinaryOp(constant.MakeInt64(1), token.QUO, constant.MakeInt64(3))
	big := constant.Shift(constant.MakeInt64(1), token.SHL, 200)
	fmt.Println(third, third.ExactString(), big, constant.BinaryOp(big, token.QUO_ASSIGN, constant.MakeInt64(7)), constant.ToFloat(big), constant.Compare(third, token.LSS, big), constant.MakeFromLiteral("0x1p-3", token.FLOAT, 0), constant.UnaryOp(token.XOR, constant.MakeInt64(5), 0), constant.BitLen(big))

	for _, text := range []string{"package", "package p; func f( {", "package p\nvar x = = 1\n", "package p; import 3", "package p; func f() { x := }", "package p; type T struct { a int b }", "package p\nfunc f() { return 'ab' }"} {
		_, err := parser.ParseFile(fset, "bad.go", text, parser.AllErrors)
		if list, ok := err.(scanner.ErrorList); ok {
			for _, e := range list {
				fmt.Println(e)
			}
		}
	}
	expr, err := parser.ParseExpr("a.b[i](x...) + *p * -c<<2")
	fmt.Println(types.ExprString(expr), err)
	var s scanner.Scanner
	text := []byte("x := 0b1_0 + 'é' // c\nfor i<-ch { /* b */ } @")
	s.Init(fset.AddFile("scan", fset.Base(), len(text)), text, func(pos token.Position, msg string) { fmt.Println(pos, msg) }, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		fmt.Print(fset.Position(pos), " ", tok, " ", lit, tok.Precedence(), "; ")
	}
	fmt.Println()
	x, err := constraint.Parse("//go:build (linux && !arm64) || go1.20")
	fmt.Println(x, err, x.Eval(func(tag string) bool { return tag == "linux" }), constraint.GoVersion(x))
	lines, err := constraint.PlusBuildLines(x)
	fmt.Println(lines, err)
	_, err = constraint.Parse("//go:build a &&")
	fmt.Println(err)
	d, err := doc.NewFromFiles(fset, []*ast.File{file}, "p", doc.AllDecls)
	fmt.Printf("%q %v\n", d.Doc, err)
	for _, t := range d.Types {
		fmt.Printf("%s %q %d\n", t.Name, t.Doc, len(t.Methods))
	}
	os.Stdout.Write(d.Text("# Head\n\nText with [errors.New] and\n\n\tcode\n\n  - item"))
	versions := []string{"go1.21.0", "go1.9", "go1.21rc2", "go1.21", "go1.100", "bad"}
	slices.SortFunc(versions, version.Compare)
	fmt.Println(versions, version.Lang("go1.21rc2"), version.IsValid("1.2"), strings.ToUpper(token.IMPORT.String()))
}
