//go:build !special

package main

const custom = "without tag special"
