// run

// A recursive-descent JSON parser and printer with error positions, over an interface of value types.
package main

import (
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

type parser struct {
	s   string
	pos int
}

type syntaxError struct {
	pos int
	msg string
}

func (e *syntaxError) Error() string { return fmt.Sprintf("at %d: %s", e.pos, e.msg) }

func parse(s string) (v any, err error) {
	p := &parser{s: s}
	defer func() {
		if e, ok := recover().(*syntaxError); ok {
			v, err = nil, e
		}
	}()
	v = p.value(0)
	p.space()
	if p.pos < len(s) {
		p.fail("text after value")
	}
	return v, nil
}

func (p *parser) fail(format string, args ...any) {
	panic(&syntaxError{p.pos, fmt.Sprintf(format, args...)})
}

func (p *parser) space() {
	for p.pos < len(p.s) && strings.IndexByte(" \t\r\n", p.s[p.pos]) >= 0 {
		p.pos++
	}
}

func (p *parser) peek() byte {
	p.space()
	if p.pos == len(p.s) {
		p.fail("unexpected end")
	}
	return p.s[p.pos]
}

func (p *parser) expect(c byte) {
	if got := p.peek(); got != c {
		p.fail("want %q, got %q", c, got)
	}
	p.pos++
}

func (p *parser) value(depth int) any {
	if depth > 100 {
		p.fail("too deep")
	}
	switch c := p.peek(); {
	case c == '{':
		m := map[string]any{}
		for first := true; ; first = false {
			p.pos++
			if p.peek() == '}' && first {
				break
			}
			k := p.str()
			p.expect(':')
			m[k] = p.value(depth + 1)
			if p.peek() != ',' {
				p.expect('}')
				return m
			}
		}
		p.pos++
		return m
	case c == '[':
		list := []any{}
		p.pos++
		if p.peek() == ']' {
			p.pos++
			return list
		}
		for {
			list = append(list, p.value(depth+1))
			if p.peek() != ',' {
				p.expect(']')
				return list
			}
			p.pos++
		}
	case c == '"':
		return p.str()
	case c == '-' || c >= '0' && c <= '9':
		start := p.pos
		for p.pos < len(p.s) && strings.IndexByte("+-0123456789.eE", p.s[p.pos]) >= 0 {
			p.pos++
		}
		f, err := strconv.ParseFloat(p.s[start:p.pos], 64)
		if err != nil {
			p.pos = start
			p.fail("%v", errors.Unwrap(err))
		}
		return f
	}
	for word, v := range map[string]any{"true": true, "false": false, "null": nil} {
		if strings.HasPrefix(p.s[p.pos:], word) {
			p.pos += len(word)
			return v
		}
	}
	p.fail("unexpected %q", p.s[p.pos])
	return nil
}

func (p *parser) str() string {
	p.expect('"')
	var b strings.Builder
	for {
		if p.pos >= len(p.s) {
			p.fail("open string")
		}
		c := p.s[p.pos]
		switch {
		case c == '"':
			p.pos++
			return b.String()
		case c < ' ':
			p.fail("control character in string")
		case c == '\\':
			p.pos++
			if p.pos >= len(p.s) {
				p.fail("open escape")
			}
			switch e := p.s[p.pos]; e {
			case 'n':
				b.WriteByte('\n')
			case 't':
				b.WriteByte('\t')
			case '"', '\\', '/':
				b.WriteByte(e)
			case 'u':
				n, err := strconv.ParseUint(p.s[p.pos+1:min(p.pos+5, len(p.s))], 16, 16)
				if err != nil {
					p.fail("bad \\u")
				}
				b.WriteRune(rune(n))
				p.pos += 4
			default:
				p.fail("bad escape %q", e)
			}
			p.pos++
		default:
			r, n := utf8.DecodeRuneInString(p.s[p.pos:])
			b.WriteRune(r)
			p.pos += n
		}
	}
}

func write(b *strings.Builder, v any) {
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case string:
		b.WriteString(strconv.Quote(v))
	case []any:
		for i, e := range v {
			b.WriteString(map[bool]string{true: "[", false: ","}[i == 0])
			write(b, e)
		}
		if len(v) == 0 {
			b.WriteByte('[')
		}
		b.WriteByte(']')
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		b.WriteByte('{')
		for i, k := range keys {
			if i > 0 {
				b.WriteByte(',')
			}
			write(b, k)
			b.WriteByte(':')
			write(b, v[k])
		}
		b.WriteByte('}')
	default:
		fmt.Fprint(b, v)
	}
}

func main() {
	for _, s := range []string{
		`{"a": [1, -2.5e3, true, null], "b": {"c": "x\ty\u00e9\"", "empty": {}}, "": []}`, ` [ ] `, `"é世"`, `0`, `[[[[1]]]]`,
		``, `[1,]`, `{"a" 1}`, `{"a":1,}`, `[1 2]`, `"open`, `"\q"`, `"\u12"`, `01x`, `1e999`, `tru`, `{"a":1}x`, "\"\x01\"", `--1`, strings.Repeat("[", 200),
	} {
		v, err := parse(s)
		var b strings.Builder
		write(&b, v)
		if len(s) > 40 {
			s = s[:20] + "..."
		}
		fmt.Printf("%s => %s %v\n", s, b.String(), err)
	}
}
