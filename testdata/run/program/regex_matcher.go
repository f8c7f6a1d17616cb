// run

// A backtracking regular expression matcher built from closures in continuation-passing style.
package main

import (
	"fmt"
	"strings"
)

// matcher calls next with every position where a match from pos may end, until one call returns true.
type matcher func(s string, pos int, next func(int) bool) bool

func char(ok func(byte) bool) matcher {
	return func(s string, pos int, next func(int) bool) bool { return pos < len(s) && ok(s[pos]) && next(pos+1) }
}

func seq(ms ...matcher) matcher {
	if len(ms) == 0 {
		return func(s string, pos int, next func(int) bool) bool { return next(pos) }
	}
	rest := seq(ms[1:]...)
	return func(s string, pos int, next func(int) bool) bool {
		return ms[0](s, pos, func(p int) bool { return rest(s, p, next) })
	}
}

func alt(ms ...matcher) matcher {
	return func(s string, pos int, next func(int) bool) bool {
		for _, m := range ms {
			if m(s, pos, next) {
				return true
			}
		}
		return false
	}
}

func star(m matcher) (self matcher) {
	self = func(s string, pos int, next func(int) bool) bool {
		return m(s, pos, func(p int) bool { return p > pos && self(s, p, next) }) || next(pos)
	}
	return
}

type parser struct {
	re  string
	pos int
}

func (p *parser) more() bool { return p.pos < len(p.re) && p.re[p.pos] != ')' && p.re[p.pos] != '|' }

func (p *parser) alternation() matcher {
	branches := []matcher{}
	for {
		var ms []matcher
		for p.more() {
			ms = append(ms, p.repeated())
		}
		branches = append(branches, seq(ms...))
		if p.pos == len(p.re) || p.re[p.pos] != '|' {
			return alt(branches...)
		}
		p.pos++
	}
}

func (p *parser) repeated() matcher {
	m := p.atom()
	for p.pos < len(p.re) {
		switch p.re[p.pos] {
		case '*':
			m = star(m)
		case '+':
			m = seq(m, star(m))
		case '?':
			m = alt(m, seq())
		default:
			return m
		}
		p.pos++
	}
	return m
}

func (p *parser) atom() matcher {
	c := p.re[p.pos]
	p.pos++
	switch c {
	case '.':
		return char(func(byte) bool { return true })
	case '(':
		m := p.alternation()
		if p.pos == len(p.re) {
			panic("missing )")
		}
		p.pos++
		return m
	case '[':
		end := strings.IndexByte(p.re[p.pos:], ']')
		if end < 0 {
			panic("missing ]")
		}
		set := p.re[p.pos : p.pos+end]
		p.pos += end + 1
		neg := strings.HasPrefix(set, "^")
		set = strings.TrimPrefix(set, "^")
		return char(func(b byte) bool {
			for i := 0; i < len(set); i++ {
				if i+2 < len(set) && set[i+1] == '-' {
					if set[i] <= b && b <= set[i+2] {
						return !neg
					}
					i += 2
				} else if set[i] == b {
					return !neg
				}
			}
			return neg
		})
	case '*', '+', '?':
		panic(fmt.Sprintf("nothing to repeat at %d", p.pos-1))
	case '\\':
		c = p.re[p.pos]
		p.pos++
	}
	return char(func(b byte) bool { return b == c })
}

func compile(re string) (m matcher, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("%q: %v", re, e)
		}
	}()
	p := &parser{re: re}
	m = p.alternation()
	if p.pos < len(re) {
		panic("unexpected )")
	}
	return
}

func find(m matcher, s string) (from, to int) {
	for i := 0; i <= len(s); i++ {
		if m(s, i, func(p int) bool { to = p; return true }) {
			return i, to
		}
	}
	return -1, -1
}

func main() {
	for _, c := range [][]string{
		{"a*b", "aaab", "b", "aac", ""}, {"(ab|a)(bc|c)*", "abcbc", "abc", "xacc"}, {"[a-c]+[^0-9]?", "xxabcz", "cab1", "9"}, {"(a|b)*abb", "ababb", "abab"}, {"x(y?z)+w", "axyzzyzw", "xw"}, {"(a*)*b", "aaaaaaaaaaaaaaaaac", "aab"}, {"\\.\\*", "a.*b"}, {"", "any"}, {"a|", "ba"}, {"h.llo|w.rld", "say wörld hello"},
	} {
		m, err := compile(c[0])
		fmt.Print(c[0], err)
		for _, s := range c[1:] {
			from, to := find(m, s)
			fmt.Print(" ", from, "-", to)
		}
		fmt.Println()
	}
	for _, re := range []string{"(a", "a)", "*a", "[abc", "a\\"} {
		_, err := compile(re)
		fmt.Println(err)
	}
}
