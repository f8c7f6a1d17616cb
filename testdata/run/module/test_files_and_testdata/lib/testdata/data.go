package broken

var broken int = "never compiled"
