package main

var _ = add("test file")
