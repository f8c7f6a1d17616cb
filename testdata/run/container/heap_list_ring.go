// run

// container/heap as priority queue, container/list and container/ring with all operations.
package main

import (
	"container/heap"
	"container/list"
	"container/ring"
	"fmt"
)

type item struct {
	name  string
	pri   int
	index int
}
type queue []*item

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].pri > q[j].pri || q[i].pri == q[j].pri && q[i].name < q[j].name
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i]; q[i].index = i; q[j].index = j }
func (q *queue) Push(x any)   { it := x.(*item); it.index = len(*q); *q = append(*q, it) }
func (q *queue) Pop() any {
	old := *q
	it := old[len(old)-1]
	*q = old[:len(old)-1]
	it.index = -1
	return it
}

type ints []int

func (h ints) Len() int           { return len(h) }
func (h ints) Less(i, j int) bool { return h[i] < h[j] }
func (h ints) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *ints) Push(x any)        { *h = append(*h, x.(int)) }
func (h *ints) Pop() any          { n := len(*h) - 1; v := (*h)[n]; *h = (*h)[:n]; return v }

func dump(l *list.List) {
	for e := l.Front(); e != nil; e = e.Next() {
		fmt.Print(e.Value, " ")
	}
	fmt.Print("| ")
	for e := l.Back(); e != nil; e = e.Prev() {
		fmt.Print(e.Value, " ")
	}
	fmt.Println(l.Len())
}

func main() {
	q := &queue{}
	items := map[string]*item{}
	for i, n := range []string{"a", "b", "c", "d", "e"} {
		it := &item{name: n, pri: i * 7 % 5}
		items[n] = it
		heap.Push(q, it)
	}
	items["b"].pri = 100
	heap.Fix(q, items["b"].index)
	r := heap.Remove(q, items["d"].index).(*item)
	fmt.Print(r.name, " removed; ")
	for q.Len() > 0 {
		it := heap.Pop(q).(*item)
		fmt.Print(it.name, it.pri, it.index, " ")
	}
	fmt.Println()
	h := &ints{}
	for i := range 500 {
		*h = append(*h, i*7919%1009)
	}
	heap.Init(h)
	last, ok := -1, true
	for h.Len() > 0 {
		v := heap.Pop(h).(int)
		ok = ok && v >= last
		last = v
		if v%10 == 3 && v < 1000 {
			heap.Push(h, v+7)
		}
	}
	fmt.Println(ok, last)

	l := list.New()
	e4 := l.PushBack(4)
	e1 := l.PushFront(1)
	l.InsertBefore(3, e4)
	e2 := l.InsertAfter("two", e1)
	dump(l)
	l.MoveToFront(e4)
	l.MoveToBack(e1)
	l.MoveBefore(e2, e4)
	l.MoveAfter(e4, e1)
	dump(l)
	fmt.Println(l.Remove(e2), l.Front().Value, e2.Next() == nil)
	other := list.New()
	other.PushBack("x")
	fmt.Println(other.InsertAfter("y", e1) == nil, other.Remove(e1), l.Len())
	l.PushBackList(other)
	l.PushFrontList(l)
	dump(l)
	var zero list.List
	zero.PushBack(1)
	dump(zero.Init())
	var next *list.Element
	for e := l.Front(); e != nil; e = next {
		next = e.Next()
		l.Remove(e)
	}
	fmt.Println(l.Len(), l.Front() == nil)

	c := ring.New(5)
	for i := range c.Len() {
		c.Value = i
		c = c.Next()
	}
	sum := 0
	c.Do(func(v any) { sum = sum*10 + v.(int) })
	fmt.Println(sum, c.Move(2).Value, c.Prev().Value, c.Move(-7).Value)
	cut := c.Unlink(2)
	fmt.Println(c.Len(), cut.Len(), cut.Value)
	s := ring.New(2)
	s.Value, s.Next().Value = "p", "q"
	c.Link(s)
	c.Do(func(v any) { fmt.Print(v, " ") })
	var nilRing *ring.Ring
	fmt.Println(nilRing.Len(), ring.New(0) == nil)
}
