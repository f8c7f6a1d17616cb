package main

var _ = add("file name linux_amd64")

const word = 64
