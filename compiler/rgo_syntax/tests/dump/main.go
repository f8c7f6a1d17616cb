// Dump prints the syntax trees that gc's parser builds for the files named on standard input, in
// the form of rgo's --emit=ast, after the errors that gc reports for each.
package main

import (
	"bufio"
	"fmt"
	"os"
	"reflect"
	"strings"

	"dump/syntax"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		name := in.Text()
		fmt.Fprintf(out, "== %s\n", name)
		report := func(err error) {
			e := err.(syntax.Error)
			fmt.Fprintf(out, "%d:%d: %s\n", e.Pos.Line(), e.Pos.Col(), e.Msg)
		}
		// A pragma handler makes the parser look for the version in build lines.
		pragma := func(pos syntax.Pos, blank bool, text string, p syntax.Pragma) syntax.Pragma {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			panic(err)
		}
		base := syntax.NewFileBase(name)
		file, _ := syntax.Parse(base, strings.NewReader(string(text)), report, pragma, syntax.CheckBranches)
		if file == nil {
			continue
		}
		d := dumper{out: out}
		d.node("package", file.PkgName)
		d.decls(file.DeclList)
	}
}

type dumper struct {
	out   *bufio.Writer
	level int
}

func isNil(n syntax.Node) bool {
	return n == nil || reflect.ValueOf(n).IsNil()
}

func (d *dumper) decls(list []syntax.Decl) {
	var group *syntax.Group
	iota := 0
	for i, decl := range list {
		c, ok := decl.(*syntax.ConstDecl)
		if ok && c.Group != nil && i > 0 && c.Group == group {
			iota++
		} else {
			iota = 0
		}
		group = nil
		if ok {
			group = c.Group
			d.head("", fmt.Sprintf("Const iota=%d%s", iota, grouped(c.Group)), c)
			for _, n := range c.NameList {
				d.node("name", n)
			}
			d.node("type", c.Type)
			d.list("value", c.Values)
			d.level--
			continue
		}
		d.node("", decl)
	}
}

func grouped(g *syntax.Group) string {
	if g == nil {
		return ""
	}
	return " group"
}

// head prints the line of n; what follows, up to level--, is below it.
func (d *dumper) head(role, text string, n syntax.Node) {
	if role != "" {
		role += ": "
	}
	fmt.Fprintf(d.out, "%*s%s%s @%d:%d\n", min(d.level, 100)*2, "", role, text, n.Pos().Line(), n.Pos().Col())
	d.level++
}

func (d *dumper) list(role string, x syntax.Expr) {
	if isNil(x) {
		return
	}
	if l, ok := x.(*syntax.ListExpr); ok {
		for _, x := range l.ElemList {
			d.node(role, x)
		}
		return
	}
	d.node(role, x)
}

func (d *dumper) fields(role string, fields []*syntax.Field) {
	for _, f := range fields {
		d.node(role, f)
	}
}

func (d *dumper) stmts(list []syntax.Stmt) {
	for _, s := range list {
		d.node("", s)
	}
}

func (d *dumper) node(role string, n syntax.Node) {
	if isNil(n) {
		return
	}
	head := func(text string) { d.head(role, text, n) }
	switch n := n.(type) {
	case *syntax.BadExpr:
		head("Bad")
	case *syntax.Name:
		head("Name " + n.Value)
	case *syntax.BasicLit:
		bad := ""
		if n.Bad {
			bad = " (malformed)"
		}
		head("Literal " + n.Value + bad)
	case *syntax.CompositeLit:
		head("CompositeLit")
		d.node("type", n.Type)
		for _, e := range n.ElemList {
			d.node("", e)
		}
	case *syntax.KeyValueExpr:
		head("KeyValue")
		d.node("key", n.Key)
		d.node("value", n.Value)
	case *syntax.FuncLit:
		head("FuncLit")
		d.node("type", n.Type)
		d.node("body", n.Body)
	case *syntax.ParenExpr:
		head("Paren")
		d.node("", n.X)
	case *syntax.SelectorExpr:
		head("Selector")
		d.node("", n.X)
		d.node("sel", n.Sel)
	case *syntax.IndexExpr:
		head("Index")
		d.node("", n.X)
		d.list("index", n.Index)
	case *syntax.SliceExpr:
		if n.Full {
			head("FullSlice")
		} else {
			head("Slice")
		}
		d.node("", n.X)
		d.node("lo", n.Index[0])
		d.node("hi", n.Index[1])
		d.node("max", n.Index[2])
	case *syntax.AssertExpr:
		head("Assert")
		d.node("", n.X)
		d.node("type", n.Type)
	case *syntax.TypeSwitchGuard:
		head("TypeSwitchGuard")
		d.node("lhs", n.Lhs)
		d.node("", n.X)
	case *syntax.Operation:
		if n.Y == nil {
			head("Unary " + n.Op.String())
			d.node("", n.X)
		} else {
			head("Binary " + n.Op.String())
			d.node("", n.X)
			d.node("", n.Y)
		}
	case *syntax.CallExpr:
		if n.HasDots {
			head("Call ...")
		} else {
			head("Call")
		}
		d.node("func", n.Fun)
		for _, a := range n.ArgList {
			d.node("arg", a)
		}
	case *syntax.ArrayType:
		if n.Len == nil {
			head("ArrayType ...")
		} else {
			head("ArrayType")
		}
		d.node("len", n.Len)
		d.node("elem", n.Elem)
	case *syntax.SliceType:
		head("SliceType")
		d.node("elem", n.Elem)
	case *syntax.DotsType:
		head("DotsType")
		d.node("elem", n.Elem)
	case *syntax.StructType:
		head("StructType")
		for i, f := range n.FieldList {
			d.node("field", f)
			if i < len(n.TagList) {
				d.node("tag", n.TagList[i])
			}
		}
	case *syntax.InterfaceType:
		head("InterfaceType")
		d.fields("method", n.MethodList)
	case *syntax.FuncType:
		head("FuncType")
		d.fields("param", n.ParamList)
		d.fields("result", n.ResultList)
	case *syntax.MapType:
		head("MapType")
		d.node("key", n.Key)
		d.node("value", n.Value)
	case *syntax.ChanType:
		head([]string{"ChanType", "ChanType send", "ChanType receive"}[n.Dir])
		d.node("elem", n.Elem)
	case *syntax.Field:
		head("Field")
		d.node("name", n.Name)
		d.node("type", n.Type)

	case *syntax.EmptyStmt:
		head("Empty")
	case *syntax.LabeledStmt:
		head("Labeled")
		d.node("label", n.Label)
		d.node("", n.Stmt)
	case *syntax.BlockStmt:
		head("Block")
		d.stmts(n.List)
	case *syntax.ExprStmt:
		head("ExprStmt")
		d.node("", n.X)
	case *syntax.SendStmt:
		head("Send")
		d.node("chan", n.Chan)
		d.node("value", n.Value)
	case *syntax.DeclStmt:
		head("DeclStmt")
		d.decls(n.DeclList)
	case *syntax.AssignStmt:
		switch {
		case n.Op == 0:
			head("Assign =")
		case n.Op == syntax.Def:
			head("Assign :=")
		case n.Rhs == nil:
			head("Assign " + n.Op.String() + n.Op.String())
		default:
			head("Assign " + n.Op.String() + "=")
		}
		d.list("lhs", n.Lhs)
		d.list("rhs", n.Rhs)
	case *syntax.BranchStmt:
		text := n.Tok.String()
		head(strings.ToUpper(text[:1]) + text[1:])
		d.node("label", n.Label)
	case *syntax.CallStmt:
		text := n.Tok.String()
		head(strings.ToUpper(text[:1]) + text[1:])
		d.node("", n.Call)
	case *syntax.ReturnStmt:
		head("Return")
		d.list("", n.Results)
	case *syntax.IfStmt:
		head("If")
		d.node("init", n.Init)
		if n.Cond == nil {
			// Only after an error; rgo has a node there.
			fmt.Fprintf(d.out, "%*scond: Bad @%d:%d\n", d.level*2, "", n.Pos().Line(), n.Pos().Col())
		}
		d.node("cond", n.Cond)
		d.node("then", n.Then)
		d.node("else", n.Else)
	case *syntax.ForStmt:
		head("For")
		d.node("init", n.Init)
		d.node("cond", n.Cond)
		d.node("post", n.Post)
		d.node("body", n.Body)
	case *syntax.SwitchStmt:
		head("Switch")
		d.node("init", n.Init)
		d.node("tag", n.Tag)
		for _, c := range n.Body {
			d.node("", c)
		}
	case *syntax.SelectStmt:
		head("Select")
		for _, c := range n.Body {
			d.node("", c)
		}
	case *syntax.RangeClause:
		if n.Def {
			head("Range :=")
		} else {
			head("Range =")
		}
		d.list("lhs", n.Lhs)
		d.node("", n.X)
	case *syntax.CaseClause:
		if n.Cases == nil {
			head("Default")
		} else {
			head("Case")
		}
		d.list("case", n.Cases)
		d.stmts(n.Body)
	case *syntax.CommClause:
		if n.Comm == nil {
			head("Default")
		} else {
			head("Case")
		}
		d.node("comm", n.Comm)
		d.stmts(n.Body)

	case *syntax.ImportDecl:
		head("Import" + grouped(n.Group))
		d.node("local", n.LocalPkgName)
		if n.Path != nil && (n.Path.Kind == syntax.StringLit || n.Path.Value[0] == '"') {
			d.node("path", n.Path)
		}
	case *syntax.TypeDecl:
		alias := ""
		if n.Alias {
			alias = " ="
		}
		head("Type" + alias + grouped(n.Group))
		d.node("name", n.Name)
		d.fields("tparam", n.TParamList)
		d.node("type", n.Type)
	case *syntax.VarDecl:
		head("Var" + grouped(n.Group))
		for _, name := range n.NameList {
			d.node("name", name)
		}
		d.node("type", n.Type)
		d.list("value", n.Values)
	case *syntax.FuncDecl:
		head("Func")
		d.node("recv", n.Recv)
		d.node("name", n.Name)
		d.fields("tparam", n.TParamList)
		d.node("type", n.Type)
		d.node("body", n.Body)
	default:
		panic(fmt.Sprintf("%T", n))
	}
	d.level--
}
