//go:build go1.18 && go1.27 && !go1.99

package main

var _ = add("release tags")
