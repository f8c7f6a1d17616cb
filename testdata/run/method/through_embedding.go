// run

// Wrapper methods: interfaces satisfied through embedded values, pointers and interfaces, several levels deep.
package main

import "fmt"

type speaker interface {
	Speak(n int, words ...string) string
}
type mover interface {
	speaker
	Move(dx, dy int) (int, int)
}

type animal struct {
	name string
	x, y int
}

func (a animal) Speak(n int, words ...string) string { return fmt.Sprint(a.name, n, words) }
func (a *animal) Move(dx, dy int) (int, int)         { a.x += dx; a.y += dy; return a.x, a.y }

type dog struct {
	animal
	tricks []string
}
type puppy struct {
	age int
	*dog
}
type robot struct {
	mover
	id int
}

func (r robot) Speak(n int, words ...string) string { return "robot:" + r.mover.Speak(n, words...) }

type proxy struct{ speaker }
type deep struct{ *robot }

func call(s speaker) string { return s.Speak(1, "a", "b") }

func move(m mover) {
	fmt.Print(call(m), " ")
	fmt.Print(m.Move(1, 2))
	fmt.Println()
}

func main() {
	d := &dog{animal: animal{name: "rex"}}
	move(d)
	p := puppy{1, d}
	move(p)
	move(&p)
	r := robot{p, 5}
	move(r)
	move(&r)
	dd := deep{&r}
	move(dd)
	move(&dd)
	fmt.Println(d.x, d.y, p.x, r.mover.(puppy).y)
	for _, s := range []speaker{animal{name: "a"}, *d, d, p, r, dd, proxy{d}, &proxy{proxy{r}}, struct{ animal }{animal{name: "anon"}}, struct{ *puppy }{&p}} {
		_, isMover := s.(mover)
		fmt.Print(call(s), " ", isMover, "; ")
	}
	fmt.Println()
	f := proxy{d}.Speak
	g := deep.Move
	d.name = "max"
	fmt.Println(f(2), deep.Speak(dd, 3, "x"))
	fmt.Println(g(dd, 10, 10))
	var m mover = struct {
		*dog
		extra [4]int
	}{d, [4]int{}}
	fmt.Println(m.Speak(0))
	fmt.Println(m.Move(0, 0))
	defer func() { fmt.Println(recover()) }()
	call(proxy{})
}
