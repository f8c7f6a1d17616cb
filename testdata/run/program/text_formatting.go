// run

// A Markdown-like table and paragraph formatter: word wrapping, alignment by display width, sorting by several keys.
package main

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

func wrap(text string, width int) (lines []string) {
	var line strings.Builder
	n := 0
	for _, w := range strings.FieldsFunc(text, unicode.IsSpace) {
		l := utf8.RuneCountInString(w)
		if n > 0 && n+1+l > width {
			lines = append(lines, line.String())
			line.Reset()
			n = 0
		}
		if n > 0 {
			line.WriteByte(' ')
			n++
		}
		for l > width {
			head := string([]rune(w)[:width-1])
			lines = append(lines, head+"-")
			w = w[len(head):]
			l -= width - 1
		}
		line.WriteString(w)
		n += l
	}
	if n > 0 {
		lines = append(lines, line.String())
	}
	return
}

func justify(line string, width int) string {
	words := strings.Fields(line)
	if len(words) < 2 {
		return line
	}
	gaps := len(words) - 1
	spaces := width - utf8.RuneCountInString(line) + gaps
	var b strings.Builder
	for i, w := range words {
		b.WriteString(w)
		if i < gaps {
			k := spaces / gaps
			if i < spaces%gaps {
				k++
			}
			b.WriteString(strings.Repeat(" ", k))
		}
	}
	return b.String()
}

type align int

const (
	left align = iota
	right
	center
)

func pad(s string, width int, a align) string {
	free := width - utf8.RuneCountInString(s)
	switch a {
	case right:
		return strings.Repeat(" ", free) + s
	case center:
		return strings.Repeat(" ", free/2) + s + strings.Repeat(" ", free-free/2)
	}
	return s + strings.Repeat(" ", free)
}

func table(w *bufio.Writer, aligns []align, rows ...[]string) {
	widths := make([]int, len(aligns))
	for _, r := range rows {
		for i, c := range r {
			widths[i] = max(widths[i], utf8.RuneCountInString(c))
		}
	}
	for n, r := range rows {
		for i := range aligns {
			cell := ""
			if i < len(r) {
				cell = r[i]
			}
			fmt.Fprint(w, "| ", pad(cell, widths[i], aligns[i]), " ")
		}
		w.WriteString("|\n")
		if n == 0 {
			for i, k := range widths {
				line := strings.Repeat("-", k+2)
				if aligns[i] != left {
					line = line[:k+1] + ":"
				}
				if aligns[i] == center {
					line = ":" + line[1:]
				}
				w.WriteString("|" + line)
			}
			w.WriteString("|\n")
		}
	}
}

type city struct {
	name    string
	country string
	people  int
}

func main() {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	text := "Wörter mit Umlauten zählen nach Zeichen, nicht nach Bytes; a verylongwordthatdoesnotfitintoasingleline is cut, and the rest of it flows on   with\nsingle blanks."
	for _, width := range []int{20, 33} {
		for _, l := range wrap(text, width) {
			fmt.Fprintf(w, "%s|\n", pad(justify(l, width), width, left))
		}
	}
	cities := []city{{"Oslo", "Norway", 709000}, {"Bergen", "Norway", 289000}, {"Malmö", "Sweden", 357000}, {"Göteborg", "Sweden", 604000}, {"Aarhus", "Denmark", 290000}, {"Umeå", "Sweden", 91000}}
	slices.SortFunc(cities, func(a, b city) int {
		return cmp.Or(cmp.Compare(a.country, b.country), -cmp.Compare(a.people, b.people))
	})
	rows := [][]string{{"city", "country", "people"}}
	for _, c := range cities {
		rows = append(rows, []string{c.name, c.country, group(c.people)})
	}
	table(w, []align{left, center, right}, append(rows, []string{"all"})...)
	fmt.Fprintln(w, len(wrap("", 10)), wrap("one", 10), group(0), group(999), group(-1234567))
}

func group(n int) string {
	if n < 0 {
		return "-" + group(-n)
	}
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", group(n/1000), n%1000)
}
