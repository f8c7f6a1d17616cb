// run

// Dijkstra with a heap, breadth-first search, topological order, union-find and a maze, over generic helpers.
package main

import (
	"cmp"
	"container/heap"
	"fmt"
	"maps"
	"slices"
	"strings"
)

type graph[N cmp.Ordered] map[N]map[N]int

func (g graph[N]) add(a, b N, w int) {
	for _, e := range [][2]N{{a, b}, {b, a}} {
		if g[e[0]] == nil {
			g[e[0]] = map[N]int{}
		}
		g[e[0]][e[1]] = w
	}
}

type item[N any] struct {
	node N
	dist int
}
type queue[N cmp.Ordered] []item[N]

func (q queue[N]) Len() int { return len(q) }
func (q queue[N]) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[i].dist, q[j].dist), cmp.Compare(q[i].node, q[j].node)) < 0
}
func (q queue[N]) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue[N]) Push(x any)   { *q = append(*q, x.(item[N])) }
func (q *queue[N]) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

func (g graph[N]) shortest(from, to N) (int, []N) {
	dist, prev := map[N]int{from: 0}, map[N]N{}
	q := &queue[N]{{from, 0}}
	for q.Len() > 0 {
		it := heap.Pop(q).(item[N])
		if it.node == to {
			path := []N{to}
			for n := to; n != from; {
				n = prev[n]
				path = append(path, n)
			}
			slices.Reverse(path)
			return it.dist, path
		}
		if it.dist > dist[it.node] {
			continue
		}
		for _, next := range slices.Sorted(maps.Keys(g[it.node])) {
			d := it.dist + g[it.node][next]
			if old, ok := dist[next]; !ok || d < old {
				dist[next], prev[next] = d, it.node
				heap.Push(q, item[N]{next, d})
			}
		}
	}
	return -1, nil
}

func topological(deps map[string][]string) (order []string, err error) {
	const (
		active = 1
		done   = 2
	)
	state := map[string]int{}
	var visit func(string) error
	visit = func(n string) error {
		switch state[n] {
		case active:
			return fmt.Errorf("cycle through %s", n)
		case done:
			return nil
		}
		state[n] = active
		for _, d := range deps[n] {
			if err := visit(d); err != nil {
				return err
			}
		}
		state[n] = done
		order = append(order, n)
		return nil
	}
	for _, n := range slices.Sorted(maps.Keys(deps)) {
		if err := visit(n); err != nil {
			return order, err
		}
	}
	return
}

type sets []int

func (s sets) find(x int) int {
	for s[x] != x {
		s[x] = s[s[x]]
		x = s[x]
	}
	return x
}

func components(n int, edges [][2]int) int {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	for _, e := range edges {
		if a, b := s.find(e[0]), s.find(e[1]); a != b {
			s[a] = b
			n--
		}
	}
	return n
}

type pos struct{ r, c int }

func solve(maze []string) (steps int, picture string) {
	var start, end pos
	for r, row := range maze {
		for c, ch := range row {
			switch ch {
			case 'S':
				start = pos{r, c}
			case 'E':
				end = pos{r, c}
			}
		}
	}
	prev := map[pos]pos{start: start}
	for frontier := []pos{start}; len(frontier) > 0; steps++ {
		var next []pos
		for _, p := range frontier {
			if p == end {
				grid := make([][]byte, len(maze))
				for r := range maze {
					grid[r] = []byte(maze[r])
				}
				for q := prev[end]; q != start; q = prev[q] {
					grid[q.r][q.c] = '*'
				}
				var sb strings.Builder
				for _, row := range grid {
					fmt.Fprintf(&sb, "%s\n", row)
				}
				return steps, sb.String()
			}
			for _, d := range [...]pos{{0, 1}, {1, 0}, {0, -1}, {-1, 0}} {
				q := pos{p.r + d.r, p.c + d.c}
				if _, seen := prev[q]; !seen && maze[q.r][q.c] != '#' {
					prev[q] = p
					next = append(next, q)
				}
			}
		}
		frontier = next
	}
	return -1, ""
}

func main() {
	g := graph[string]{}
	for _, e := range []struct {
		a, b string
		w    int
	}{{"a", "b", 7}, {"a", "c", 9}, {"a", "f", 14}, {"b", "c", 10}, {"b", "d", 15}, {"c", "d", 11}, {"c", "f", 2}, {"d", "e", 6}, {"e", "f", 9}, {"x", "y", 1}} {
		g.add(e.a, e.b, e.w)
	}
	fmt.Println(g.shortest("a", "e"))
	fmt.Println(g.shortest("a", "x"))
	ring := graph[int]{}
	for i := range 1000 {
		ring.add(i, (i+1)%1000, 1+i%3)
		ring.add(i, (i*7+3)%1000, 5)
	}
	d, path := ring.shortest(0, 500)
	fmt.Println(d, len(path))
	fmt.Println(topological(map[string][]string{"app": {"lib", "log"}, "lib": {"base"}, "log": {"base", "fmt"}}))
	fmt.Println(topological(map[string][]string{"a": {"b"}, "b": {"c"}, "c": {"a"}}))
	fmt.Println(components(10, [][2]int{{0, 1}, {1, 2}, {3, 4}, {2, 0}, {5, 6}, {6, 7}, {7, 5}}))
	steps, pic := solve([]string{"##########", "#S   #   #", "# ## # # #", "# #    # #", "# # #### #", "#   #   E#", "##########"})
	fmt.Printf("%d\n%s", steps, pic)
}
