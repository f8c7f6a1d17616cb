// run

// fmt: Print, Println, Sprint, Fprint, Append variants: spacing rules, results, errors of writers, many operands.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

type limited struct{ left int }

func (l *limited) Write(p []byte) (int, error) {
	if len(p) > l.left {
		return l.left, errors.New("no room")
	}
	l.left -= len(p)
	return len(p), nil
}

type name string

func main() {
	fmt.Println(fmt.Sprint("a", "b", 1, 2, "c", 3.5, 4, true, false, 'x', nil, nil, []int{1}, []int{2}, name("n"), name("m"), 5))
	fmt.Println(fmt.Sprint(), fmt.Sprint(nil), fmt.Sprint("", ""), fmt.Sprint(1, 2), fmt.Sprint(1, "2", 3), fmt.Sprint(errors.New("e"), errors.New("f")))
	fmt.Printf("%q %q %q\n", fmt.Sprintln(), fmt.Sprintln("a", 1, nil), fmt.Sprintln([]any{}...))
	fmt.Printf("%q %q\n", fmt.Sprintf(""), fmt.Sprintf("no verbs %%"))
	n, err := fmt.Print("printed ", 1, 2, "\n")
	fmt.Println(n, err)
	n, err = fmt.Println()
	fmt.Println(n, err)
	n, err = fmt.Printf("%s\n", "é")
	fmt.Println(n, err)
	n, err = fmt.Fprint(&limited{3}, "abcdef")
	fmt.Println(n, err)
	n, err = fmt.Fprintf(&limited{100}, "%d", 12345)
	fmt.Println(n, err)
	n, err = fmt.Fprintln(io.Discard, "x", 1)
	fmt.Println(n, err)
	b := fmt.Append([]byte("start "), 1, 2, "x")
	b = fmt.Appendf(b, "|%05d|", 42)
	b = fmt.Appendln(b, "end", true)
	fmt.Printf("%q\n", b)
	fmt.Fprint(os.Stderr, "to stderr ", 1, "\n")
	var sb strings.Builder
	for i := range 50 {
		fmt.Fprint(&sb, i, " ")
	}
	fmt.Println(sb.Len(), sb.String()[100:120])
	args := make([]any, 100)
	for i := range args {
		args[i] = i
	}
	s := fmt.Sprintf(strings.Repeat("%d,", 100), args...)
	fmt.Println(len(s), s[len(s)-9:])
	fmt.Println(fmt.Sprint(args[:5]...), fmt.Sprint(args[:3]))
	// Nested use of Sprintf inside String methods and in arguments.
	fmt.Println(nested{3}, fmt.Sprintf("%s", fmt.Sprintf("%s", fmt.Sprintf("%d", 5))))
	e := fmt.Errorf("code %d: %w", 7, io.EOF)
	fmt.Printf("%v %s %q %T\n", e, e, e, e)
	fmt.Printf("%v %v\n", fmt.Errorf("plain"), fmt.Errorf("%d%%", 5))
	fmt.Println("percent % d", "%v", 100, "%")
	func() {
		defer func() { fmt.Println("recovered", recover()) }()
		fmt.Fprint(nil, "x")
	}()
}

type nested struct{ n int }

func (x nested) String() string {
	if x.n == 0 {
		return "."
	}
	return fmt.Sprintf("(%v)", nested{x.n - 1})
}
