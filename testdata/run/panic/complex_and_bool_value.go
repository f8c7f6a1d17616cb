// run

// panic with complex and boolean values, one replacing the other.
package main

type flag bool

func main() {
	defer func() { panic(flag(true)) }()
	defer func() { panic(false) }()
	panic(1 + 2i)
}
