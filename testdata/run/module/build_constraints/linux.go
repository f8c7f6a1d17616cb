package main

var _ = add("name linux.go is no constraint")
