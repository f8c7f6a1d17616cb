package main

var _ = add("file name linux")

const system = "linux"
