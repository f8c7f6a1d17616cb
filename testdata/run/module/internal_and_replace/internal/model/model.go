// Package model defines shapes.
package model

// Shape has a name.
type Shape interface{ Name() string }

// Model is one implementation.
type Model struct{ name string }

// New returns a model.
func New(name string) *Model { return &Model{name} }

// Name implements Shape.
func (m *Model) Name() string { return "app/" + m.name }

// String implements fmt.Stringer.
func (m *Model) String() string { return "Model(" + m.name + ")" }

func (m *Model) hidden() string { return "hidden " + m.name }

// Describe distinguishes shapes with this package's unexported method.
func Describe(s Shape) string {
	if h, ok := s.(interface{ hidden() string }); ok {
		return h.hidden()
	}
	return "foreign " + s.Name()
}
