// run

// A module with internal packages, a replaced module, import names, dot and blank imports, and same package names.
package main

import (
	"fmt"
	. "strings"

	_ "example.com/app/internal/effects"
	"example.com/app/internal/model"
	mine "example.com/app/strings"
	"example.com/lib"
	other "example.com/lib/model"
)

func main() {
	m := model.New("m")
	o := other.New("o")
	fmt.Printf("%T %T %v %v\n", m, o, m, o)
	fmt.Println(ToUpper("dot import"), mine.ToUpper("own"), lib.Version, lib.Effects)
	var s model.Shape = o
	fmt.Println(s.Name(), model.Describe(m), model.Describe(o))
	_, ok := any(o).(interface{ hidden() string })
	_, ok2 := any(m).(interface{ Name() string })
	fmt.Println(ok, ok2)
}
