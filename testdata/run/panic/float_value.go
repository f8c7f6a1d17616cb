// run

// panic with a float prints it in println's format.
package main

func main() {
	defer func() {
		panic(-1.5e-7)
	}()
	panic(float32(0.1))
}
