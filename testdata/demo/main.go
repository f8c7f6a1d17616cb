// Mdstat prints statistics over Markdown documents: their structure, their words, their links and when they
// were written. Documents are read and measured concurrently, and reported in the order they were named.
//
// Without arguments it measures the documents it carries with it. Exit code 1 says that a document could not
// be read, 2 that the arguments were wrong.
package main

import (
	"bufio"
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"slices"

	"example.com/mdstat/internal/parallel"
	"example.com/mdstat/internal/report"
	"example.com/mdstat/internal/stats"
)

//go:embed texts/*.md
var texts embed.FS

// source is a document that can be opened once.
type source struct {
	name string
	open func() (io.ReadCloser, error)
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("mdstat", flag.ContinueOnError)
	flags.SetOutput(stderr)
	top := flags.Int("top", 8, "how many words to list")
	workers := flags.Int("workers", 4, "how many documents to measure at a time")
	verbose := flags.Bool("v", false, "report each document by itself, too")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	sources, err := named(flags.Args(), stdin)
	if err != nil {
		fmt.Fprintln(stderr, "mdstat:", err)
		return 1
	}

	out := bufio.NewWriter(stdout)
	defer out.Flush()
	var total stats.Collection
	var failed error
	for doc, err := range measured(context.Background(), sources, *workers) {
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		if *verbose {
			report.Document(out, doc)
		}
		total.Add(doc)
	}
	report.Collection(out, &total, *top)
	if failed != nil {
		fmt.Fprintln(stderr, failed)
		return 1
	}
	return 0
}

// named returns the sources of the files, or of the embedded documents if there are none.
func named(files []string, stdin io.Reader) ([]source, error) {
	var sources []source
	for _, file := range files {
		if file == "-" {
			sources = append(sources, source{"standard input", func() (io.ReadCloser, error) { return io.NopCloser(stdin), nil }})
			continue
		}
		sources = append(sources, source{file, func() (io.ReadCloser, error) { return os.Open(file) }})
	}
	if len(files) > 0 {
		return sources, nil
	}
	matches, err := fs.Glob(texts, "texts/*.md")
	for _, match := range matches {
		sources = append(sources, source{path.Base(match), func() (io.ReadCloser, error) { return texts.Open(match) }})
	}
	return sources, err
}

// measured yields the statistics of each source, or the error that prevented them, in order.
func measured(ctx context.Context, sources []source, workers int) iter.Seq2[*stats.Document, error] {
	return parallel.Map(ctx, slices.Values(sources), workers, func(s source) (doc *stats.Document, err error) {
		r, err := s.open()
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, r.Close()) }()
		return stats.Measure(s.name, r)
	})
}
