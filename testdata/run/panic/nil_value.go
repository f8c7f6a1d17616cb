// run

// panic(nil) ends the program with the text of *runtime.PanicNilError.
package main

func main() {
	panic(nil)
}
