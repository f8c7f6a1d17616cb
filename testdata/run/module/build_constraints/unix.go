//go:build unix && !windows

package main

var _ = add("unix and not windows")
