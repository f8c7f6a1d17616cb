// run

// html/template escapes by context: text, attributes, URLs, scripts, styles; typed content; html entities.
package main

import (
	"fmt"
	"html"
	"html/template"
	"os"
	"strings"
)

type page struct {
	Title string
	URL   string
	Data  any
	Safe  template.HTML
	JS    template.JS
	Style template.CSS
	Attr  template.HTMLAttr
	List  []string
}

func main() {
	const text = `<!DOCTYPE html><html><head><title>{{.Title}}</title><style>p { color: {{.Style}}; width: {{.Title}} }</style>
<script>var data = {{.Data}}; f({{.Title}}, "{{.Title}}", {{.JS}}); // {{.Title}}
</script></head><body {{.Attr}} class={{.Title}} onclick="g({{.Data}}, '{{.Title}}')">
<a href="{{.URL}}" title='{{.Title}}'>{{.Safe}}</a><a href="/search?q={{.Title}}&u={{.URL}}">{{.Title}}</a>
<ul>{{range $i, $e := .List}}<li id="n{{$i}}">{{$e}}{{else}}<li>none{{end}}</ul><textarea>{{.Safe}}</textarea><!-- {{.Title}} -->
{{template "foot" .}}</body></html>{{define "foot"}}<p style="font: {{.Title}}">{{.Title | printf "%q"}}</p>{{end}}
`
	t := template.Must(template.New("page").Parse(text))
	pages := []page{
		{"O'Reilly: <How> & \"why\"", "http://x.com/a b?c=d&e=<f>", map[string]any{"k": []any{1, "</script>", nil, 1.5}}, "<b>bold</b>", "x < y", "red", `data-x="1"`, []string{"<1>", "&2"}},
		{"plain", "javascript:alert(1)", struct{ A, b int }{1, 2}, "", "", "expression(1)", "", nil},
	}
	for _, p := range pages {
		fmt.Println(t.Execute(os.Stdout, p))
	}
	for _, bad := range []string{`<a href="{{if .}}a{{else}}"{{end}}>`, `<script>{{if .}}"{{end}}</script>`, `{{define "x"}}<a href="{{end}}{{template "x"}}{{.}}`, `<a {{.}}="x">`, "<a b=`{{.}}`>", `{{template "none"}}`} {
		t, err := template.New("bad").Parse(bad)
		if err == nil {
			err = t.Execute(new(strings.Builder), "x")
		}
		fmt.Println(err)
	}
	fmt.Println(html.EscapeString(`<a href="x">'&'</a>`))
	for _, s := range []string{"&lt;&gt;&amp;", "&eacute;&Eacute", "&#65;&#x1F600;&#0;&#x80;", "&notit; &notin;", "&unknown; & &;", "&#xD800;&#99999999;"} {
		fmt.Printf("%q\n", html.UnescapeString(s))
	}
	fmt.Println(template.HTMLEscapeString("a'b"), template.JSEscapeString("'</x>\u2028"), template.URLQueryEscaper("a b", 1))
}
