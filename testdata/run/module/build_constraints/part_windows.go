package main

var _ = add("file name windows")

const system = "windows"
