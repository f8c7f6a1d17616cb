// Package box holds generic containers.
package box

// Count is the number of boxes made by New, over all instances.
var Count int

// Box holds one value.
type Box[T any] struct{ v T }

// New makes a box.
func New[T any](v T) *Box[T] {
	Count++
	return &Box[T]{v}
}

// Get returns the value.
func (b *Box[T]) Get() T { return b.v }

// Set replaces the value.
func (b *Box[T]) Set(v T) { b.v = v }

// Convert makes a box of another type.
func (b *Box[T]) Convert[R any](f func(T) R) *Box[R] { return New(f(b.v)) }

// Keyed values know their key.
type Keyed interface{ Key() string }

// Registry maps keys to values.
type Registry[K Keyed] map[string]K

// Put adds a value under its key.
func (r Registry[K]) Put(k K) { r[k.Key()] = k }

// Map applies f to each element.
func Map[A, B any](as []A, f func(A) B) (bs []B) {
	for _, a := range as {
		bs = append(bs, f(a))
	}
	return
}
