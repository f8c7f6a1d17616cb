// Package tally counts things and ranks them.
package tally

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// Counter counts values. The zero value is empty and ready to use.
type Counter[K cmp.Ordered] struct {
	counts map[K]int
	total  int
}

// Entry is a value and how often it was counted.
type Entry[K cmp.Ordered] struct {
	Key   K
	Count int
}

// Add counts a value n times more.
func (c *Counter[K]) Add(key K, n int) {
	if c.counts == nil {
		c.counts = map[K]int{}
	}
	c.counts[key] += n
	c.total += n
}

// AddAll counts each value of a sequence once.
func (c *Counter[K]) AddAll(keys iter.Seq[K]) {
	for key := range keys {
		c.Add(key, 1)
	}
}

// Merge adds another counter's counts.
func (c *Counter[K]) Merge(other *Counter[K]) {
	for key, n := range other.counts {
		c.Add(key, n)
	}
}

// Count returns how often a value was counted.
func (c *Counter[K]) Count(key K) int { return c.counts[key] }

// Total returns how often any value was counted.
func (c *Counter[K]) Total() int { return c.total }

// Distinct returns how many different values were counted.
func (c *Counter[K]) Distinct() int { return len(c.counts) }

// Sorted yields the entries in the order of their values.
func (c *Counter[K]) Sorted() iter.Seq2[K, int] {
	return func(yield func(K, int) bool) {
		for _, key := range slices.Sorted(maps.Keys(c.counts)) {
			if !yield(key, c.counts[key]) {
				return
			}
		}
	}
}

// Top returns the n entries with the highest counts, those with equal counts in the order of their values.
func (c *Counter[K]) Top(n int) []Entry[K] {
	entries := make([]Entry[K], 0, len(c.counts))
	for key, count := range c.counts {
		entries = append(entries, Entry[K]{key, count})
	}
	slices.SortFunc(entries, func(a, b Entry[K]) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Key, b.Key))
	})
	return entries[:min(max(n, 0), len(entries))]
}

// Group makes a counter over what f makes of the values, adding the counts of values with equal results.
func (c *Counter[K]) Group[G cmp.Ordered](f func(K) G) *Counter[G] {
	groups := new(Counter[G])
	for key, n := range c.counts {
		groups.Add(f(key), n)
	}
	return groups
}
