// Dump prints what the reference checker finds out about packages of GOROOT, one file of sorted
// lines a package, in the directory that is the first argument. Package paths are on standard
// input.
//
// It is built inside of cmd/compile, by an overlay, for the sake of internal packages.
package main

import (
	"bufio"
	"bytes"
	"cmd/compile/internal/syntax"
	"cmd/compile/internal/types2"
	"fmt"
	"go/build"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

type loader struct {
	context  build.Context
	src      string
	packages map[string]*loaded
}

type loaded struct {
	pkg   *types2.Package
	files []*syntax.File
	info  *types2.Info
}

// from is an importer for the package called importer.
type from struct {
	l        *loader
	importer string
}

func (f from) Import(path string) (*types2.Package, error) {
	if path == "unsafe" {
		return types2.Unsafe, nil
	}
	vendored := "vendor/" + path
	if f.importer == "cmd" || strings.HasPrefix(f.importer, "cmd/") {
		vendored = "cmd/vendor/" + path
	}
	if info, err := os.Stat(filepath.Join(f.l.src, vendored)); err == nil && info.IsDir() {
		path = vendored
	}
	p, err := f.l.load(path)
	if err != nil {
		return nil, err
	}
	return p.pkg, nil
}

func (l *loader) load(path string) (*loaded, error) {
	if p := l.packages[path]; p != nil {
		return p, nil
	}
	dir, err := l.context.ImportDir(filepath.Join(l.src, path), 0)
	if err != nil {
		return nil, err
	}
	p := &loaded{info: &types2.Info{
		Types:      make(map[syntax.Expr]types2.TypeAndValue),
		Defs:       make(map[*syntax.Name]types2.Object),
		Uses:       make(map[*syntax.Name]types2.Object),
		Implicits:  make(map[syntax.Node]types2.Object),
		Selections: make(map[*syntax.SelectorExpr]*types2.Selection),
		Instances:  make(map[*syntax.Name]types2.Instance),
	}}
	for _, name := range dir.GoFiles {
		name = filepath.Join(dir.Dir, name)
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file, err := syntax.Parse(syntax.NewFileBase(name), bytes.NewReader(text), nil, nil, syntax.CheckBranches)
		if err != nil {
			return nil, err
		}
		p.files = append(p.files, file)
	}
	config := types2.Config{
		GoVersion:          "go1.27",
		IgnoreBranchErrors: true,
		Importer:           from{l, path},
		Sizes:              types2.SizesFor("gc", "amd64"),
	}
	p.pkg, err = config.Check(path, p.files, p.info)
	if err != nil {
		return nil, err
	}
	l.packages[path] = p
	return p, nil
}

type dumper struct {
	*loaded
	// Function types of literals; parameter names in others declare nothing of interest.
	literals map[*syntax.FuncType]bool
	skipped  map[*syntax.Name]bool
	lines []string
	sizes types2.Sizes
}

func (d *dumper) line(format string, args ...any) {
	d.lines = append(d.lines, fmt.Sprintf(format, args...))
}

func place(pos syntax.Pos) string {
	if !pos.IsKnown() {
		return "-"
	}
	return fmt.Sprintf("%s:%d:%d", filepath.Base(pos.Base().Filename()), pos.Line(), pos.Col())
}

func mode(tv types2.TypeAndValue) string {
	switch {
	case tv.IsVoid():
		return "void"
	case tv.IsType():
		return "type"
	case tv.IsBuiltin():
		return "builtin"
	case tv.Value != nil:
		return "const"
	case tv.IsNil():
		return "nil"
	case tv.Addressable():
		return "var"
	case tv.Assignable():
		return "map"
	case tv.HasOk():
		return "ok"
	}
	return "value"
}

func object(obj types2.Object) string {
	switch obj := obj.(type) {
	case *types2.PkgName:
		return "package " + obj.Imported().Path()
	case *types2.Builtin, *types2.Nil:
		return "predeclared " + obj.Name()
	}
	if obj.Pkg() == nil || obj.Pkg() == types2.Unsafe {
		return "predeclared " + obj.Name()
	}
	return obj.Name() + " " + place(obj.Pos())
}

// text is an expression in short.
func text(e syntax.Expr) string {
	s := strings.ReplaceAll(syntax.String(e), "\n", "\\n")
	if len(s) > 60 {
		s = s[:60]
	}
	return strings.ToValidUTF8(s, "?")
}

func (d *dumper) exprs(root syntax.Node) {
	syntax.Inspect(root, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Name:
			if !d.skipped[n] {
				d.name(n)
			}
		case *syntax.FuncLit:
			d.literals[n.Type] = true
		case *syntax.FuncType:
			if !d.literals[n] {
				for _, list := range [][]*syntax.Field{n.ParamList, n.ResultList} {
					for _, field := range list {
						d.skipped[field.Name] = true
					}
				}
			}
		case *syntax.SelectorExpr:
			if s := d.info.Selections[n]; s != nil {
				kind := [...]string{"value", "expr", "field"}[map[types2.SelectionKind]int{
					types2.MethodVal: 0, types2.MethodExpr: 1, types2.FieldVal: 2}[s.Kind()]]
				path := s.Index()
				if s.Kind() != types2.FieldVal {
					path = path[:len(path)-1]
				}
				d.line("%s select %s: %s %v %t", place(n.Pos()), text(n), kind, path, s.Indirect())
			}
		}
		if e, ok := n.(syntax.Expr); ok {
			if tv, ok := d.info.Types[e]; ok {
				d.expr(e, tv)
			}
		}
		return true
	})
}

func (d *dumper) name(n *syntax.Name) {
	obj := d.info.Uses[n]
	if obj == nil {
		obj = d.info.Defs[n]
	}
	switch obj := obj.(type) {
	case nil:
		return
	case *types2.Label:
		return
	case *types2.Var:
		if obj.IsField() {
			return
		}
	case *types2.Func:
		if obj.Signature().Recv() != nil {
			return
		}
	}
	d.line("%s object %s: %s", place(n.Pos()), n.Value, object(obj))
	if inst, ok := d.info.Instances[n]; ok {
		if _, ok := inst.Type.(*types2.Signature); ok {
			d.line("%s instance %s: %s %s", place(n.Pos()), n.Value, args(inst.TypeArgs), typ(inst.Type))
		}
	}
}

func (d *dumper) expr(e syntax.Expr, tv types2.TypeAndValue) {
	m := mode(tv)
	t := typ(tv.Type)
	if m == "builtin" {
		t = "-"
	}
	value := ""
	if tv.Value != nil {
		value = " = " + tv.Value.ExactString()
		if len(value) > 100 {
			value = value[:100]
		}
		value = strings.ReplaceAll(strings.ToValidUTF8(value, "?"), "\n", "\\n")
	}
	d.line("%s %s: %s %s%s", place(e.Pos()), text(e), m, t, value)
}

func args(list *types2.TypeList) string {
	var texts []string
	for i := 0; i < list.Len(); i++ {
		texts = append(texts, typ(list.At(i)))
	}
	return "[" + strings.Join(texts, ",") + "]"
}

func tuple(t *types2.Tuple) string {
	var texts []string
	for i := 0; i < t.Len(); i++ {
		texts = append(texts, typ(t.At(i).Type()))
	}
	return "(" + strings.Join(texts, ",") + ")"
}

func id(pkg *types2.Package, name string) string {
	if token.IsExported(name) || pkg == nil {
		return name
	}
	return pkg.Path() + "." + name
}

// typ is a type without aliases, names of parameters and other inessentials.
func typ(t types2.Type) string {
	switch t := types2.Unalias(t).(type) {
	case *types2.Basic:
		switch t.Kind() {
		case types2.Uint8:
			return "uint8"
		case types2.Int32:
			return "int32"
		case types2.UnsafePointer:
			return "unsafe.Pointer"
		}
		return t.Name()
	case *types2.Pointer:
		return "*" + typ(t.Elem())
	case *types2.Slice:
		return "[]" + typ(t.Elem())
	case *types2.Array:
		return "[" + strconv.FormatInt(t.Len(), 10) + "]" + typ(t.Elem())
	case *types2.Map:
		return "map[" + typ(t.Key()) + "]" + typ(t.Elem())
	case *types2.Chan:
		return [...]string{"chan(", "chan<-(", "<-chan("}[t.Dir()] + typ(t.Elem()) + ")"
	case *types2.Tuple:
		return tuple(t)
	case *types2.Signature:
		s := "func"
		if n := t.TypeParams().Len(); n > 0 {
			s += fmt.Sprintf("<%d>", n)
		}
		s += tuple(t.Params())
		if t.Variadic() {
			s += "..."
		}
		return s + tuple(t.Results())
	case *types2.Struct:
		var texts []string
		for i := 0; i < t.NumFields(); i++ {
			f := t.Field(i)
			s := id(f.Pkg(), f.Name()) + " " + typ(f.Type())
			if f.Embedded() {
				s += " embedded"
			}
			if tag := t.Tag(i); tag != "" {
				s += " " + strconv.Quote(tag)
			}
			texts = append(texts, s)
		}
		return "struct{" + strings.Join(texts, ";") + "}"
	case *types2.Interface:
		var texts []string
		for i := 0; i < t.NumMethods(); i++ {
			m := t.Method(i)
			texts = append(texts, id(m.Pkg(), m.Name())+typ(m.Type()))
		}
		sort.Strings(texts)
		if !t.IsMethodSet() {
			texts = append(texts, "constraint")
		}
		return "interface{" + strings.Join(texts, ";") + "}"
	case *types2.Named:
		obj := t.Obj()
		s := obj.Name()
		if obj.Pkg() != nil {
			s = obj.Pkg().Path() + "." + s
		}
		if t.TypeArgs().Len() > 0 {
			s += args(t.TypeArgs())
		}
		return s
	case *types2.TypeParam:
		return "$" + t.Obj().Name()
	case *types2.Union:
		return "union"
	}
	return "?"
}

func (d *dumper) layout(name string, t types2.Type) {
	d.line("type %s size %d align %d", name, d.sizes.Sizeof(t), d.sizes.Alignof(t))
	if s, ok := t.Underlying().(*types2.Struct); ok {
		var fields []*types2.Var
		for i := 0; i < s.NumFields(); i++ {
			fields = append(fields, s.Field(i))
		}
		d.line("type %s offsets %v", name, d.sizes.Offsetsof(fields))
	}
}

// candidates collects the names of methods that t may have, its embedded types included.
func candidates(t types2.Type, names map[string]*types2.Package, seen map[types2.Type]bool) {
	t = types2.Unalias(t)
	if p, ok := t.(*types2.Pointer); ok {
		t = types2.Unalias(p.Elem())
	}
	if seen[t] {
		return
	}
	seen[t] = true
	if named, ok := t.(*types2.Named); ok {
		for i := 0; i < named.NumMethods(); i++ {
			names[id(named.Method(i).Pkg(), named.Method(i).Name())] = named.Method(i).Pkg()
		}
	}
	switch t := t.Underlying().(type) {
	case *types2.Interface:
		for i := 0; i < t.NumMethods(); i++ {
			names[id(t.Method(i).Pkg(), t.Method(i).Name())] = t.Method(i).Pkg()
		}
	case *types2.Struct:
		for i := 0; i < t.NumFields(); i++ {
			if t.Field(i).Embedded() {
				candidates(t.Field(i).Type(), names, seen)
			}
		}
	}
}

func (d *dumper) methodSet(name string, t types2.Type) {
	names := make(map[string]*types2.Package)
	candidates(t, names, make(map[types2.Type]bool))
	for qualified, pkg := range names {
		short := qualified[strings.LastIndexByte(qualified, '.')+1:]
		obj, index, indirect := types2.LookupFieldOrMethod(t, false, pkg, short)
		if m, ok := obj.(*types2.Func); ok {
			d.line("methods %s %s: %v %t %s", name, qualified, index[:len(index)-1], indirect, typ(m.Type()))
		}
	}
}

func (d *dumper) scope() {
	scope := d.pkg.Scope()
	for _, name := range scope.Names() {
		obj := scope.Lookup(name)
		d.line("declared %s: %s", name, types2.TypeString(obj.Type(), types2.RelativeTo(d.pkg)))
		t, ok := obj.(*types2.TypeName)
		if !ok {
			continue
		}
		d.line("type %s: %s", name, types2.TypeString(obj.Type().Underlying(), types2.RelativeTo(d.pkg)))
		named, _ := t.Type().(*types2.Named)
		if named == nil || named.TypeParams().Len() > 0 {
			continue
		}
		d.layout(name, named)
		d.methodSet(name, named)
		d.methodSet("*"+name, types2.NewPointer(named))
		for i := 0; i < named.NumMethods(); i++ {
			m := named.Method(i)
			d.line("method %s.%s: %s", name, m.Name(), types2.TypeString(m.Type(), types2.RelativeTo(d.pkg)))
		}
	}
	for at, init := range d.info.InitOrder {
		var names []string
		for _, v := range init.Lhs {
			names = append(names, v.Name())
		}
		d.line("init %04d %s", at, strings.Join(names, ","))
	}
}

func (d *dumper) dump() {
	for _, file := range d.files {
		for _, decl := range file.DeclList {
			switch decl := decl.(type) {
			case *syntax.FuncDecl:
				if decl.Body != nil {
					d.exprs(decl.Body)
				}
			case *syntax.VarDecl:
				if decl.Values != nil {
					if list, ok := decl.Values.(*syntax.ListExpr); ok {
						for _, value := range list.ElemList {
							d.exprs(value)
						}
					} else {
						d.exprs(decl.Values)
					}
				}
			}
		}
	}
	d.scope()
}

func main() {
	l := &loader{context: build.Default, packages: make(map[string]*loaded)}
	l.context.CgoEnabled = false
	l.context.GOOS, l.context.GOARCH = "linux", "amd64"
	l.context.BuildTags = []string{"purego", "math_big_pure_go"}
	l.src = filepath.Join(l.context.GOROOT, "src")
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		path := in.Text()
		p, err := l.load(path)
		if err != nil {
			if !strings.Contains(err.Error(), "no buildable Go source files") {
				fmt.Fprintf(os.Stderr, "%s: %v\n", path, err)
			}
			continue
		}
		d := &dumper{
			loaded:   p,
			literals: make(map[*syntax.FuncType]bool),
			skipped:  make(map[*syntax.Name]bool),
			sizes:    types2.SizesFor("gc", "amd64"),
		}
		d.dump()
		// Names of generic functions and the like are visited more than once.
		sort.Strings(d.lines)
		var out bytes.Buffer
		last := ""
		for _, line := range d.lines {
			if line != last {
				out.WriteString(line)
				out.WriteByte('\n')
			}
			last = line
		}
		name := filepath.Join(os.Args[1], strings.ReplaceAll(path, "/", "!"))
		if err := os.WriteFile(name, out.Bytes(), 0o666); err != nil {
			panic(err)
		}
		// Its syntax is not needed any more.
		p.files, p.info = nil, nil
	}
}
