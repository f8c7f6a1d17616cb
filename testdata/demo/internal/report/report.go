// Package report writes statistics as text.
package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"example.com/mdstat/internal/stats"
	"example.com/mdstat/internal/tally"
)

const barWidth = 32

// Document writes the outline and the figures of a document.
func Document(w io.Writer, d *stats.Document) {
	section(w, d.Title)
	for _, heading := range d.Outline {
		fmt.Fprintf(w, "%s%s (line %d)\n", strings.Repeat("  ", heading.Level-1), heading.Text, heading.Line)
	}
	table(w, "words\tsentences\tper sentence\treading time", func(row func(...any)) {
		row(d.Words, d.Sentences, fmt.Sprintf("%.1f", d.SentenceLength()), d.ReadingTime())
	})
}

// Collection writes what there is to say about all documents together.
func Collection(w io.Writer, c *stats.Collection, top int) {
	section(w, "Documents")
	table(w, "document\tlines\tblocks\twords\tdistinct\tlinks\treading time", func(row func(...any)) {
		for _, d := range c.Documents {
			row(d.Name, d.Lines, d.Blocks, d.Words, d.Vocabulary.Distinct(), d.Links, d.ReadingTime())
		}
		row("all", c.Lines, c.Blocks, c.Words, c.Vocabulary.Distinct(), c.Links, c.ReadingTime())
	})

	section(w, "Blocks")
	for kind, n := range c.Kinds.Sorted() {
		bar(w, kind.String(), n, c.Kinds.Total())
	}

	section(w, "Words")
	ranked := c.Vocabulary.Top(top)
	for _, e := range ranked {
		bar(w, e.Key, e.Count, ranked[0].Count)
	}
	lengths := c.Vocabulary.Group(func(word string) int { return len([]rune(word)) })
	section(w, "Lengths of words")
	most := lengths.Top(1)
	for length, n := range lengths.Sorted() {
		bar(w, fmt.Sprint(length), n, most[0].Count)
	}

	section(w, "Links")
	var targets tally.Counter[string]
	for _, d := range c.Documents {
		targets.Merge(&d.Targets)
	}
	for _, e := range targets.Top(targets.Distinct()) {
		fmt.Fprintf(w, "%3d %s\n", e.Count, e.Key)
	}
	timeline(w, c)
}

func timeline(w io.Writer, c *stats.Collection) {
	section(w, "Written")
	var last time.Time
	for _, d := range c.Chronological() {
		switch {
		case d.Written.IsZero():
			fmt.Fprintf(w, "%-27s %s\n", "no date", d.Title)
			continue
		case last.IsZero():
			fmt.Fprintf(w, "%-27s %s\n", d.Written.Format("Monday 2 January 2006"), d.Title)
		default:
			days := int(d.Written.Sub(last) / (24 * time.Hour))
			fmt.Fprintf(w, "%-27s %s, %d days later\n", d.Written.Format("Monday 2 January 2006"), d.Title, days)
		}
		last = d.Written
	}
}

func section(w io.Writer, title string) {
	fmt.Fprintf(w, "\n%s\n%s\n", title, strings.Repeat("=", len([]rune(title))))
}

// table writes rows, which fill passes to its argument, with aligned columns.
func table(w io.Writer, head string, fill func(row func(...any))) {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	defer tw.Flush()
	fmt.Fprintln(tw, head+"\t")
	fill(func(cells ...any) {
		for _, cell := range cells {
			fmt.Fprint(tw, cell, "\t")
		}
		fmt.Fprintln(tw)
	})
}

// bar writes a number as a bar whose full width stands for whole.
func bar(w io.Writer, label string, n, whole int) {
	length := (n*barWidth + whole/2) / whole
	fmt.Fprintf(w, "%12s %4d %s\n", label, n, strings.Repeat("▇", length))
}
