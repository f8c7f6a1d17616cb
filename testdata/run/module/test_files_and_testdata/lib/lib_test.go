package lib

func init() { Registered = append(Registered, "lib_test.go") }

func undefinedHere() { _ = thisIsNotDeclared }
