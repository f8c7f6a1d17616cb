// run

// Huffman coding: frequency maps, heaps of interfaces, recursive trees, bit streams both ways.
package main

import (
	"container/heap"
	"fmt"
	"sort"
	"strings"
)

type tree interface{ weight() int }
type leaf struct {
	r rune
	n int
}
type inner struct {
	l, r tree
	n    int
}

func (l leaf) weight() int   { return l.n }
func (i *inner) weight() int { return i.n }

type forest struct {
	trees []tree
	seq   map[tree]int
}

func (f *forest) Len() int { return len(f.trees) }
func (f *forest) Less(i, j int) bool {
	a, b := f.trees[i], f.trees[j]
	if a.weight() != b.weight() {
		return a.weight() < b.weight()
	}
	return f.seq[a] < f.seq[b]
}
func (f *forest) Swap(i, j int) { f.trees[i], f.trees[j] = f.trees[j], f.trees[i] }
func (f *forest) Push(x any)    { f.seq[x.(tree)] = len(f.seq); f.trees = append(f.trees, x.(tree)) }
func (f *forest) Pop() any {
	t := f.trees[len(f.trees)-1]
	f.trees = f.trees[:len(f.trees)-1]
	return t
}

type bits struct {
	data []byte
	n    int
}

func (b *bits) write(bit byte) {
	if b.n%8 == 0 {
		b.data = append(b.data, 0)
	}
	b.data[b.n/8] |= bit << (7 - b.n%8)
	b.n++
}

func (b *bits) all(yield func(byte) bool) {
	for i := range b.n {
		if !yield(b.data[i/8] >> (7 - i%8) & 1) {
			return
		}
	}
}

func build(s string) tree {
	freq := map[rune]int{}
	for _, r := range s {
		freq[r]++
	}
	var rs []rune
	for r := range freq {
		rs = append(rs, r)
	}
	sort.Slice(rs, func(i, j int) bool { return rs[i] < rs[j] })
	f := &forest{seq: map[tree]int{}}
	for _, r := range rs {
		heap.Push(f, leaf{r, freq[r]})
	}
	for f.Len() > 1 {
		a, b := heap.Pop(f).(tree), heap.Pop(f).(tree)
		heap.Push(f, &inner{a, b, a.weight() + b.weight()})
	}
	return f.trees[0]
}

func codes(t tree, prefix string, out map[rune]string) map[rune]string {
	switch t := t.(type) {
	case leaf:
		if prefix == "" {
			prefix = "0"
		}
		out[t.r] = prefix
	case *inner:
		codes(t.l, prefix+"0", out)
		codes(t.r, prefix+"1", out)
	}
	return out
}

func encode(s string, table map[rune]string) *bits {
	b := &bits{}
	for _, r := range s {
		for _, c := range []byte(table[r]) {
			b.write(c - '0')
		}
	}
	return b
}

func decode(b *bits, root tree) string {
	var sb strings.Builder
	if l, ok := root.(leaf); ok {
		return strings.Repeat(string(l.r), b.n)
	}
	t := root
	for bit := range b.all {
		if bit == 0 {
			t = t.(*inner).l
		} else {
			t = t.(*inner).r
		}
		if l, ok := t.(leaf); ok {
			sb.WriteRune(l.r)
			t = root
		}
	}
	return sb.String()
}

func main() {
	for _, s := range []string{"abracadabra", "aaaa", "the quick brown fox jumps over the lazy dog", "mississippi ünïcödé 世界世界", strings.Repeat("ab", 500) + strings.Repeat("c", 3000)} {
		root := build(s)
		table := codes(root, "", map[rune]string{})
		b := encode(s, table)
		fmt.Println(len(s)*8, b.n, len(table), decode(b, root) == s, fmt.Sprintf("%x", b.data[:min(len(b.data), 8)]))
	}
	fmt.Println(codes(build("abracadabra"), "", map[rune]string{}))
}
