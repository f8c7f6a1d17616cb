package main

import "example.com/order/trace"

var (
	late      = trace.Log("main.late", 5)
	fromOther = trace.Log("main.fromOther", helper())
)

func helper() int { return late + m1 }

func init() { trace.Log("main.init in other.go", fromOther) }
