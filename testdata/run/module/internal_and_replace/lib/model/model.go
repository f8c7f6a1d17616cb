// Package model has the name of another package.
package model

// Model is not the other Model.
type Model struct{ name string }

// New returns a model.
func New(name string) Model { return Model{name} }

// Name returns the name.
func (m Model) Name() string { return "lib/" + m.name }

func (m Model) hidden() string { return "other hidden " + m.name }
