package main

var _ = add("file name linux_386")

const word = 32
