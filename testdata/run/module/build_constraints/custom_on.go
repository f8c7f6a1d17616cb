//go:build special

package main

const custom = "with tag special"
