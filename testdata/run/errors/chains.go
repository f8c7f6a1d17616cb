// run

// errors: New, Is, As, AsType, Unwrap, Join, wrapping with %w once and more often, custom Is and As methods.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

type notFound struct{ name string }

func (e *notFound) Error() string { return e.name + " not found" }
func (e *notFound) Is(t error) bool {
	return t == fs.ErrNotExist
}

type temporary interface{ Temporary() bool }
type netErr struct {
	temp  bool
	inner error
}

func (e netErr) Error() string   { return "net" }
func (e netErr) Temporary() bool { return e.temp }
func (e netErr) Unwrap() error   { return e.inner }

type multi []error

func (m multi) Error() string   { return fmt.Sprint(len(m), " errors") }
func (m multi) Unwrap() []error { return m }

type asString struct{}

func (asString) Error() string { return "as" }
func (asString) As(t any) bool {
	if p, ok := t.(**notFound); ok {
		*p = &notFound{"via As"}
		return true
	}
	return false
}

func main() {
	base := errors.New("base")
	w1 := fmt.Errorf("one: %w", base)
	w2 := fmt.Errorf("two: %w and %w", w1, io.EOF)
	none := fmt.Errorf("none: %v", base)
	fmt.Println(w2, errors.Is(w2, base), errors.Is(w2, io.EOF), errors.Is(none, base), errors.Is(nil, nil), errors.Is(base, nil), errors.Is(nil, base))
	fmt.Println(errors.Unwrap(w1) == base, errors.Unwrap(w2), errors.Unwrap(none), errors.Unwrap(nil))
	fmt.Printf("%T %T %T %q\n", base, w1, w2, w1)

	nf := fmt.Errorf("open: %w", &notFound{"file"})
	var target *notFound
	fmt.Println(errors.Is(nf, os.ErrNotExist), errors.As(nf, &target), target.name)
	e, ok := errors.AsType[*notFound](nf)
	fmt.Println(e, ok)
	_, ok = errors.AsType[netErr](nf)
	fmt.Println(ok)
	ne := netErr{true, multi{base, netErr{false, nil}, nf}}
	var t temporary
	fmt.Println(errors.As(fmt.Errorf("x: %w", ne), &t), t.Temporary(), errors.Is(ne, fs.ErrNotExist), errors.Is(ne, io.EOF))
	fmt.Println(errors.As(asString{}, &target), target)

	j := errors.Join(nil, base, nil, io.EOF)
	fmt.Printf("%v|%t|%t|%v|%T\n", j, errors.Is(j, io.EOF), errors.Join(nil, nil) == nil, errors.Unwrap(j), j)
	fmt.Println(j.(interface{ Unwrap() []error }).Unwrap())
	fmt.Println(errors.Is(fmt.Errorf("deep %w", errors.Join(w1, errors.Join(nf))), fs.ErrNotExist))
	fmt.Println(errors.New("same") == errors.New("same"), errors.Is(errors.ErrUnsupported, errors.ErrUnsupported), errors.ErrUnsupported)
	bad := fmt.Errorf("%w %d", "not an error", 1)
	fmt.Println(bad, errors.Unwrap(bad))
	fmt.Println(fmt.Errorf("nil: %w", nil))

	for _, f := range []func(){
		func() { errors.As(base, nil) },
		func() { var s string; errors.As(base, &s) },
		func() { var p *int; errors.As(base, p) },
	} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
	_, err := os.Open("/does/not/exist")
	var pe *fs.PathError
	fmt.Println(errors.As(err, &pe), pe.Op, pe.Path, errors.Is(err, fs.ErrNotExist), err)
}
