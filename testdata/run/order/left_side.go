// run

// Operands on the left of an assignment are looked at when all calls have been made.
package main

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			println(r.(error).Error())
		}
	}()
	f()
}

func say(s string) int {
	println(s)
	return 1
}

func two(s string) (int, int) {
	println(s)
	return 1, 2
}

func main() {
	var p *int
	s := []int{1, 2}
	i := 5
	try(func() { s[i], s[0] = say("parallel"), say("second") })
	try(func() { *p, s[0] = say("pointer"), 2 })
	try(func() { s[i], s[0] = two("both") })
	next := func() (int, int) {
		i = 1
		return 8, 9
	}
	try(func() { s[i], s[0] = next() })
	println(s[0], s[1])
	i = 0
	try(func() { i, s[i] = 1, 6 })
	println(i, s[0], s[1])
	var m map[int]int
	ok := []bool{false}
	try(func() { s[i], ok[i] = m[say("key")] })
	println(s[1], ok[0])
}
