package skipped

var broken int = "not compiled"
