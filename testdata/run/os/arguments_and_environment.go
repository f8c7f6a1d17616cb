// run first "second arg" --flag= ""

// os.Args and the environment: Getenv, LookupEnv, Setenv, Unsetenv, Expand, Clearenv, inherited by children.
package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

func main() {
	if os.Getenv("CHILD") == "1" {
		fmt.Printf("child %q %q\n", os.Args[1:], os.Environ())
		b, _ := io.ReadAll(os.Stdin)
		fmt.Printf("stdin %q\n", b)
		fmt.Fprintln(os.Stderr, "child's stderr")
		os.Exit(42)
	}
	fmt.Printf("%d %q\n", len(os.Args), os.Args[1:])
	os.Setenv("RGO_A", "value a")
	os.Setenv("RGO_EMPTY", "")
	v, ok := os.LookupEnv("RGO_EMPTY")
	w, ok2 := os.LookupEnv("RGO_NONE")
	fmt.Printf("%q %t %q %t %q\n", v, ok, w, ok2, os.Getenv("RGO_A"))
	fmt.Println(os.ExpandEnv("$RGO_A-${RGO_A}-$RGO_NONE-$$-${}-$"), os.Expand("$x ${y} $1 ${*}", func(s string) string { return "<" + s + ">" }))
	fmt.Println(slices.Contains(os.Environ(), "RGO_A=value a"), os.Unsetenv("RGO_A"), os.Getenv("RGO_A") == "")
	fmt.Println(os.Setenv("", "x"), os.Setenv("A=B", "x"), os.Setenv("NUL\x00", ""))
	os.Clearenv()
	fmt.Println(len(os.Environ()))
	os.Setenv("CHILD", "1")
	os.Setenv("B", "2")

	in, inw, _ := os.Pipe()
	outr, out, _ := os.Pipe()
	p, err := os.StartProcess("/proc/self/exe", append([]string{"prog"}, os.Args[1:]...), &os.ProcAttr{Files: []*os.File{in, out, out}, Dir: "/"})
	if err != nil {
		panic(err)
	}
	in.Close()
	out.Close()
	inw.WriteString("to the child")
	inw.Close()
	b, _ := io.ReadAll(outr)
	st, err := p.Wait()
	fmt.Println(strings.TrimSpace(string(b)))
	fmt.Println(st, st.ExitCode(), st.Success(), st.Exited(), st.Pid() == p.Pid, err)
	_, err = os.StartProcess("/does/not/exist", nil, &os.ProcAttr{})
	fmt.Println(err)
}
