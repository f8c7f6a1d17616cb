package lib_test

var broken int = "not compiled"
