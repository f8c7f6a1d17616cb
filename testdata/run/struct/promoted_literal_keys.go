// run

// A struct literal may name promoted fields as keys, through embedded structs and pointers, mixed with direct ones.
package main

import "fmt"

type id struct{ num, rev int }

type head struct {
	id
	title string
}

type page struct {
	head
	body  string
	lines []int
}

type note struct {
	page
	author string
}

func main() {
	p := page{title: "t", num: 3, body: "text"}
	fmt.Printf("%+v\n", p)
	n := note{author: "me", rev: 2, lines: []int{1, 2}, title: "deep"}
	fmt.Printf("%+v\n", n)
	list := []page{{num: 1}, {rev: 2, body: "b"}, {head: head{title: "direct"}}}
	fmt.Printf("%+v\n", list)
	m := map[string]*note{"a": {num: 7, body: "x"}}
	fmt.Printf("%+v\n", *m["a"])
	order := []string{}
	f := func(s string) string { order = append(order, s); return s }
	q := &page{body: f("body"), title: f("title")}
	fmt.Println(q.title, q.body, order)
	anon := struct {
		head
		extra bool
	}{num: 5, extra: true}
	fmt.Printf("%+v %d\n", anon, anon.num)
}
