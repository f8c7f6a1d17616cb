// Package stats measures documents.
package stats

import (
	"fmt"
	"io"
	"sort"
	"time"

	"example.com/mdstat/internal/markdown"
	"example.com/mdstat/internal/tally"
)

// Figures are the numbers that add up over documents.
type Figures struct {
	Lines, Blocks, Words, Sentences, Links int
}

// Plus returns the sums.
func (f Figures) Plus(g Figures) Figures {
	return Figures{f.Lines + g.Lines, f.Blocks + g.Blocks, f.Words + g.Words, f.Sentences + g.Sentences, f.Links + g.Links}
}

// SentenceLength returns the mean number of words in a sentence.
func (f Figures) SentenceLength() float64 {
	if f.Sentences == 0 {
		return 0
	}
	return float64(f.Words) / float64(f.Sentences)
}

// ReadingTime returns how long a reader of 220 words a minute needs, in full seconds.
func (f Figures) ReadingTime() time.Duration {
	return (time.Duration(f.Words) * time.Minute / 220).Round(time.Second)
}

// Document holds the statistics of one document.
type Document struct {
	Figures
	Name       string
	Title      string
	Written    time.Time // zero if the header does not say
	Vocabulary tally.Counter[string]
	Kinds      tally.Counter[markdown.Kind]
	Targets    tally.Counter[string]
	Outline    []markdown.Block
}

// Measure reads a document and measures it.
func Measure(name string, r io.Reader) (*Document, error) {
	parsed, err := markdown.Parse(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	doc := &Document{Name: name, Title: parsed.Header["title"]}
	if date, ok := parsed.Header["date"]; ok {
		if doc.Written, err = time.Parse(time.DateOnly, date); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	doc.Lines = parsed.Lines
	doc.Blocks = len(parsed.Blocks)
	for _, block := range parsed.Blocks {
		doc.add(&block)
	}
	return doc, nil
}

func (d *Document) add(block *markdown.Block) {
	d.Kinds.Add(block.Kind, 1)
	switch block.Kind {
	case markdown.Code:
		return
	case markdown.Heading:
		d.Outline = append(d.Outline, *block)
		if d.Title == "" {
			d.Title = block.Text
		}
	default:
		d.Sentences += block.Sentences()
	}
	d.Vocabulary.AddAll(block.Words())
	d.Words = d.Vocabulary.Total()
	for link := range block.Links() {
		d.Links++
		d.Targets.Add(link.Target, 1)
	}
}

// Collection holds the statistics of several documents.
type Collection struct {
	Figures
	Documents  []*Document
	Vocabulary tally.Counter[string]
	Kinds      tally.Counter[markdown.Kind]
}

// Add adds a document.
func (c *Collection) Add(d *Document) {
	c.Figures = c.Figures.Plus(d.Figures)
	c.Documents = append(c.Documents, d)
	c.Vocabulary.Merge(&d.Vocabulary)
	c.Kinds.Merge(&d.Kinds)
}

// byDate orders documents by when they were written, those without date last.
type byDate []*Document

func (b byDate) Len() int      { return len(b) }
func (b byDate) Swap(i, j int) { b[i], b[j] = b[j], b[i] }
func (b byDate) Less(i, j int) bool {
	x, y := b[i].Written, b[j].Written
	if x.IsZero() || y.IsZero() {
		return !x.IsZero()
	}
	return x.Before(y)
}

// Chronological returns the documents in the order they were written.
func (c *Collection) Chronological() []*Document {
	docs := append([]*Document(nil), c.Documents...)
	sort.Stable(byDate(docs))
	return docs
}
