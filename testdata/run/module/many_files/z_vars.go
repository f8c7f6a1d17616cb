package main

var count = start * 2

var start = func() int { return len(newShape("abc").list) }()

func describeAll(ss ...shape) (total float64) {
	for _, s := range ss {
		total += s.area()
	}
	return
}
