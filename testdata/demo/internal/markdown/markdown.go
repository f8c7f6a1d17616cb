// Package markdown cuts documents into blocks, and the text of blocks into words and links.
//
// It knows the part of Markdown that prose uses: headings, paragraphs, lists, quotations, fenced code, and
// a header of "key: value" lines between two lines of dashes.
package markdown

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is the kind of a block.
type Kind int

// The kinds of blocks.
const (
	Paragraph Kind = iota
	Heading
	Item
	Quotation
	Code
)

var kindNames = [...]string{"paragraph", "heading", "list item", "quotation", "code"}

func (k Kind) String() string { return kindNames[k] }

// Block is a part of a document. Its text has the block's own marks removed and its lines joined by newlines.
type Block struct {
	Kind  Kind
	Level int // of a heading or of a list item's indentation
	Line  int // where it starts
	Text  string
}

// Link is a link in a block's text.
type Link struct{ Text, Target string }

// Document is a parsed document.
type Document struct {
	Header map[string]string
	Blocks []Block
	Lines  int
}

// A SyntaxError says where a document is wrong.
type SyntaxError struct {
	Line    int
	Problem string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Problem) }

// parser goes through the lines; each state consumes one and returns the next state.
type parser struct {
	doc  Document
	open *Block // the block that the next line may continue
}

type state func(p *parser, line string) (state, error)

// Parse reads a document.
func Parse(r io.Reader) (*Document, error) {
	p := &parser{doc: Document{Header: map[string]string{}}}
	next := state(start)
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		p.doc.Lines++
		var err error
		if next, err = next(p, strings.TrimRight(lines.Text(), " \t")); err != nil {
			return nil, err
		}
	}
	p.close()
	return &p.doc, lines.Err()
}

func start(p *parser, line string) (state, error) {
	if line == "---" {
		return header, nil
	}
	return body(p, line)
}

func header(p *parser, line string) (state, error) {
	if line == "---" {
		return body, nil
	}
	key, value, found := strings.Cut(line, ":")
	if !found {
		return nil, &SyntaxError{p.doc.Lines, "no colon in the header"}
	}
	p.doc.Header[strings.TrimSpace(key)] = strings.TrimSpace(value)
	return header, nil
}

func body(p *parser, line string) (state, error) {
	text := strings.TrimLeft(line, " ")
	indent := len(line) - len(text)
	switch level := prefix(text, '#'); {
	case text == "":
		p.close()
	case strings.HasPrefix(text, "```"):
		p.begin(Code, 0, "")
		return code, nil
	case level > 0 && level <= 6 && strings.HasPrefix(text[level:], " "):
		p.begin(Heading, level, strings.TrimSpace(text[level:]))
		p.close()
	case strings.HasPrefix(text, "- "), strings.HasPrefix(text, "* "):
		p.begin(Item, indent/2+1, text[2:])
	case strings.HasPrefix(text, "> "):
		if p.open == nil || p.open.Kind != Quotation {
			p.begin(Quotation, 0, text[2:])
			break
		}
		p.extend(text[2:])
	case p.open != nil:
		p.extend(text)
	default:
		p.begin(Paragraph, 0, text)
	}
	return body, nil
}

func code(p *parser, line string) (state, error) {
	if line == "```" {
		p.close()
		return body, nil
	}
	p.extend(line)
	return code, nil
}

func (p *parser) begin(kind Kind, level int, text string) {
	p.close()
	p.open = &Block{kind, level, p.doc.Lines, text}
}

func (p *parser) extend(text string) {
	if p.open.Text != "" {
		p.open.Text += "\n"
	}
	p.open.Text += text
}

func (p *parser) close() {
	if p.open != nil {
		p.doc.Blocks = append(p.doc.Blocks, *p.open)
		p.open = nil
	}
}

func prefix(s string, c byte) (n int) {
	for n < len(s) && s[n] == c {
		n++
	}
	return
}

// Words yields the words of a block in lower case. Apostrophes and hyphens belong to words when letters surround
// them; targets of links do not count.
func (b *Block) Words() iter.Seq[string] {
	return func(yield func(string) bool) {
		text := []rune(strings.ToLower(withoutTargets(b.Text)))
		for i := 0; i < len(text); {
			if !unicode.IsLetter(text[i]) {
				i++
				continue
			}
			end := i + 1
			for end < len(text) && inWord(text, end) {
				end++
			}
			if !yield(string(text[i:end])) {
				return
			}
			i = end
		}
	}
}

func inWord(text []rune, i int) bool {
	switch r := text[i]; r {
	case '\'', '’', '-':
		return i+1 < len(text) && unicode.IsLetter(text[i-1]) && unicode.IsLetter(text[i+1])
	default:
		return unicode.IsLetter(r)
	}
}

// Sentences counts the sentences of a block: runs of text that end in a full stop, question or exclamation mark.
func (b *Block) Sentences() (n int) {
	open := false
	for word := range strings.FieldsSeq(b.Text) {
		end, _ := utf8.DecodeLastRuneInString(strings.TrimRight(word, `)"'*_`))
		open = !strings.ContainsRune(".?!", end)
		if !open {
			n++
		}
	}
	if open {
		n++
	}
	return
}

// Links yields the links of a block: "[text](target)".
func (b *Block) Links() iter.Seq[Link] {
	return func(yield func(Link) bool) {
		for text, target := range links(b.Text) {
			if !yield(Link{text, target}) {
				return
			}
		}
	}
}

func links(s string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for {
			_, rest, found := strings.Cut(s, "[")
			if !found {
				return
			}
			text, rest, found := strings.Cut(rest, "](")
			if !found {
				return
			}
			target, rest, found := strings.Cut(rest, ")")
			if !found || !yield(text, target) {
				return
			}
			s = rest
		}
	}
}

func withoutTargets(s string) string {
	for _, target := range links(s) {
		s = strings.Replace(s, "]("+target+")", "]", 1)
	}
	return s
}
