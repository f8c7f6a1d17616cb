// run

// Requirements are taken from the vendor directory, which has packages of two modules.
package main

import (
	"fmt"
	"reflect"

	"example.org/greet"
	"example.org/words/count"
)

func main() {
	fmt.Println(greet.Hello("vendor"), count.Mark("abc"))
	fmt.Println(reflect.TypeOf(greet.Hello))
}
