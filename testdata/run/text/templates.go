// run

// text/template: pipelines, functions, range, with, blocks, variables, methods, comparisons, trimming and errors.
package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"text/template"
)

type item struct {
	Name  string
	Price float64
	Tags  []string
	Next  *item
	Attrs map[string]any
}

func (i item) Upper() string { return strings.ToUpper(i.Name) }
func (i *item) Add(n ...int) (sum int) {
	for _, x := range n {
		sum += x
	}
	return
}
func (i item) Fails(msg string) (string, error) { return "", errors.New(msg) }

func run(name, text string, data any) {
	funcs := template.FuncMap{
		"join": strings.Join,
		"seq": func(n int) func(func(int) bool) {
			return func(yield func(int) bool) {
				for i := range n {
					if !yield(i * i) {
						return
					}
				}
			}
		},
		"keys":  func(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) },
		"panic": func(s string) string { panic(s) },
	}
	t, err := template.New(name).Funcs(funcs).Parse(text)
	if err != nil {
		fmt.Println("parse:", err)
		return
	}
	if err := t.Execute(os.Stdout, data); err != nil {
		fmt.Println("\nexecute:", err)
		return
	}
	fmt.Println()
}

func main() {
	last := &item{Name: "last", Attrs: map[string]any{"k": 1}}
	items := []*item{{"ant", 1.5, []string{"x", "y"}, last, map[string]any{"b": 2, "a": "one", "f": func(s string) string { return s + s }}}, {Name: "bee<>", Price: 1234.5}}
	run("rows", `{{define "row"}}{{.Upper}}: {{printf "%.2f" .Price}} [{{join .Tags ", "}}]{{end -}}
{{range $i, $e := .}}{{if $i}}; {{end}}{{$i}} {{template "row" $e}}{{else}}none{{end}}`, items)
	run("empty", `{{range .}}x{{else}}none{{end}}`, []int{})
	run("maps", `{{range $k, $v := .}}{{$k}}={{$v}},{{end}} {{index . "b"}} {{.a}} {{len .}} {{range keys .}}{{.}}{{end}}`, map[string]any{"b": 2, "a": 1})
	run("nested", `{{with .Next}}{{.Name}} {{$.Name}}{{with .Next}}no{{else}} end{{end}}{{end}} {{.Attrs.b}} {{call .Attrs.f "ab"}} {{index .Tags 1}} {{slice .Name 1 2}} {{.Add 1 2 3}}`, items[0])
	run("logic", `{{and 1 0}} {{or 0 "x"}} {{not true}} {{eq 1 2 1}} {{ne "a" "b"}} {{lt 1.5 2.5}} {{le "a" "a"}} {{gt 2 1}} {{ge 1 2}} {{if and .Tags (eq .Name "ant")}}yes{{else if .Tags}}maybe{{else}}no{{end}}`, items[0])
	run("variables", `{{$x := 1}}{{range $i, $_ := "abc"}}{{$x = $i}}{{if eq $i 1}}{{continue}}{{end}}<{{$i}}>{{end}}{{$x}}{{range 5}}{{if eq . 3}}{{break}}{{end}}{{.}}{{end}}{{range seq 4}} {{.}}{{end}}`, nil)
	run("format", `{{print 1 2 "x" "y" 3}}|{{printf "%q %v %T" "s" . .}}|{{println "z"}}|{{html "<a&'>"}}|{{js "it's </script>"}}|{{urlquery "a b&c"}}|{{"piped" | printf "%s-%s" "x" | len}}`, 3.5)
	run("literals", "{{true}} {{nil | printf \"%v\"}} {{'x'}} {{0x10}} {{1e3}} {{1i}} {{`raw\\n`}} {{\"\\t\\u00e9\"}} {{/* comment */}}{{- \" trim \" -}}   end", nil)
	run("block", `{{block "title" .}}default {{.}}{{end}}`, "T")
	run("comment", "a {{- /* gone */ -}} b", nil)

	for _, text := range []string{"{{", "{{end}}", "{{if}}x{{end}}", "{{range .}}", "{{nofunc 1}}", "{{.X.}}", "{{$u}}", "{{template}}", "{{define \"a\"}}", "{{1 | 2}}", "{{\"unterminated}}", "{{break}}", "{{if . }}{{else}}{{else}}{{end}}", "line\n{{.a b c"} {
		run("bad", text, nil)
	}
	run("missing", `{{.Nope}}`, items[0])
	run("nilptr", `{{.Next.Name}}`, items[1])
	run("method", `before {{.Fails "wrong"}} after`, items[0])
	run("index", `{{index .Tags 5}}`, items[0])
	run("arity", `{{.Upper 1}}`, items[0])
	run("types", `{{lt 1 "a"}}`, nil)
	run("uncomparable", `{{eq .Tags .Tags}}`, items[0])
	run("undefined", `{{template "none"}}`, nil)
	run("panics", `{{panic "oh"}}`, nil)
	run("nomap", `{{.x}}`, map[string]int{})
	t := template.Must(template.New("o").Option("missingkey=error").Parse(`{{.x}}`))
	fmt.Println(t.Execute(os.Stdout, map[string]int{}))
	clone := template.Must(template.Must(template.New("root").Parse(`{{template "a"}}{{define "a"}}A{{end}}`)).Clone())
	template.Must(clone.New("b").Parse(`{{define "a"}}B{{end}}`))
	fmt.Println(clone.Execute(os.Stdout, nil), clone.Lookup("a").Tree.Root)
}
