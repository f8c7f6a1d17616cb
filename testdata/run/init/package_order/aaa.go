package main

import "example.com/order/trace"

// This file comes first by name, its variable depends on one of another file.
var early = trace.Log("main.early", late)

func init() { trace.Log("main.init in aaa.go", early) }

func init() { trace.Log("main.second init in aaa.go", 0) }
