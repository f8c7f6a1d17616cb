module example.com/vendored

go 1.27

require (
	example.org/greet v1.2.3
	example.org/words v0.5.0
)
