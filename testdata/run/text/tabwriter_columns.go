// run

// text/tabwriter: alignment, padding, minimum widths, flags, empty columns, filters, escapes, flushing.
package main

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
)

const table = "a\tb\tc\naaaa\tbb\tccccc\n\nx\ty\n\tempty first\t\nübergroß\t世界\tz\tlast\nno tabs at all\n"

func main() {
	for _, c := range []struct {
		minwidth, tabwidth, padding int
		padchar                     byte
		flags                       uint
	}{
		{0, 8, 1, ' ', 0}, {0, 8, 1, '.', tabwriter.AlignRight}, {5, 0, 2, '-', tabwriter.Debug}, {8, 4, 0, '\t', 0}, {0, 8, 0, '\t', tabwriter.TabIndent}, {0, 0, 1, '.', tabwriter.DiscardEmptyColumns | tabwriter.Debug}, {10, 8, 3, '*', tabwriter.AlignRight | tabwriter.Debug},
	} {
		w := tabwriter.NewWriter(os.Stdout, c.minwidth, c.tabwidth, c.padding, c.padchar, c.flags)
		fmt.Fprint(w, table)
		w.Flush()
		fmt.Println("---")
	}
	w := new(tabwriter.Writer)
	w.Init(os.Stdout, 0, 8, 2, ' ', tabwriter.FilterHTML|tabwriter.StripEscape)
	fmt.Fprintln(w, "<b>bold</b>\t&amp;\tx")
	fmt.Fprintln(w, "plain text\t&\ty")
	fmt.Fprintln(w, "\xfftab\tinside\xff\tz\tw")
	w.Flush()
	w.Init(os.Stdout, 0, 8, 1, '|', 0)
	for i := range 5 {
		fmt.Fprintf(w, "%d\t%s\t%v\v%c\v\n", i*i*i, strings.Repeat("#", i), i%2 == 0, 'a'+i)
		if i == 2 {
			w.Flush()
		}
	}
	fmt.Fprint(w, "form\tfeed\n\fnew\tsection longer\n")
	w.Flush()
}
