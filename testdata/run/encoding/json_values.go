// run

// encoding/json: struct tags, embedding, marshalers, any values, streams, errors with offsets, raw messages.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"time"
)

type level int

func (l level) MarshalText() ([]byte, error) { return []byte(fmt.Sprintf("level-%d", int(l))), nil }

func (l *level) UnmarshalText(b []byte) error {
	if _, err := fmt.Sscanf(string(b), "level-%d", (*int)(l)); err != nil {
		return fmt.Errorf("no level: %q", b)
	}
	return nil
}

type point struct{ X, Y int }

func (p point) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, "[%d,%d]", p.X, p.Y), nil }

func (p *point) UnmarshalJSON(b []byte) error {
	var xy [2]int
	if err := json.Unmarshal(b, &xy); err != nil {
		return err
	}
	p.X, p.Y = xy[0], xy[1]
	return nil
}

type base struct {
	ID   int64 `json:"id,string"`
	Name string
}

type Inner struct {
	Name string `json:"name,omitempty"`
	note string
}

type record struct {
	base
	*Inner   `json:"inner"`
	Level    level             `json:"level"`
	At       point             `json:"at"`
	Tags     []string          `json:"tags"`
	Scores   map[level]float64 `json:"scores,omitempty"`
	Raw      json.RawMessage   `json:"raw,omitempty"`
	Any      any               `json:"any"`
	Ptr      *int              `json:"ptr"`
	Bytes    []byte            `json:"bytes"`
	Array    [2]bool           `json:"array"`
	When     time.Time         `json:"when,omitzero"`
	Skipped  int               `json:"-"`
	Dash     int               `json:"-,"`
	F32      float32           `json:"f32"`
	Iface    fmt.Stringer      `json:"iface"`
	Embedded struct {
		A, B int `json:",omitempty"`
	}
}

func main() {
	n := 7
	r := record{
		base: base{ID: 1 << 60, Name: "base"}, Inner: &Inner{Name: "in"}, Level: 3, At: point{1, -2}, Tags: []string{"<a>", "\u2028", "\x01\xff"},
		Scores: map[level]float64{2: 1e21, 1: 0.000001, 10: 123456789}, Raw: json.RawMessage(`{"k" : [1, 2]}`), Any: []any{nil, 1, "x", map[string]int{"b": 1, "a": 2}},
		Ptr: &n, Bytes: []byte("bytes"), When: time.Date(2024, 2, 29, 1, 2, 3, 4000, time.UTC), F32: 0.1,
	}
	data, err := json.Marshal(r)
	fmt.Println(string(data), err)
	var back record
	err = json.Unmarshal(data, &back)
	fmt.Printf("%+v %v %v\n", back.base, *back.Inner, err)
	fmt.Println(back.Level, back.At, back.Tags, back.Scores, string(back.Raw), back.Any, *back.Ptr, string(back.Bytes), back.When, back.F32)

	for _, text := range []string{
		`{"level": "lvl"}`, `{"at": [1, "x"]}`, `{"id": "12x"}`, `{"id": 12}`, `{"tags": [1]}`, `{"array": [true, false, true]}`, `{"NAME": "folded", "f32": 1e39}`,
		`{"when": "yesterday"}`, `{"ptr": null, "bytes": "!"}`, `{"embedded": {"a": 1, "B": 2.5}}`, `{"iface": 1}`, `{`, `{"a" 1}`, `[1, 2] x`, `nul`, `"\ud800"`, `01`, `"tab	"`, ``,
	} {
		var r record
		err := json.Unmarshal([]byte(text), &r)
		fmt.Printf("%-40s %T %v\n", text, err, err)
		if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
			fmt.Println("  offset", syntax.Offset)
		}
		if kind := (*json.UnmarshalTypeError)(nil); errors.As(err, &kind) {
			fmt.Println("  value", kind.Value, "type", kind.Type, "field", kind.Field, "offset", kind.Offset)
		}
	}

	for _, v := range []any{math.NaN(), make(chan int), map[bool]int{true: 1}, func() {}, complex(1, 2), uint64(math.MaxUint64), -0.0, 1e20, 1e-7, float32(16777216), "é\t\"\\/", [0]int{}, map[string]any(nil), []int(nil)} {
		data, err := json.Marshal(v)
		fmt.Println(string(data), err)
	}

	var v any
	dec := json.NewDecoder(strings.NewReader(`{"n": 12345678901234567890, "f": 1.50} [true] "s" 3 {"a": {"b": [1, {"c": null}]}}`))
	dec.UseNumber()
	for {
		if err := dec.Decode(&v); err != nil {
			fmt.Println(err == io.EOF)
			break
		}
		fmt.Printf("%T %v\n", v, v)
	}
	dec = json.NewDecoder(strings.NewReader(`{"a": [1, "x", null, {"b": true}]}`))
	for {
		token, err := dec.Token()
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Printf("%T:%v(%t) ", token, token, dec.More())
	}
	dec = json.NewDecoder(strings.NewReader(`{"Name": "x", "Other": 1}`))
	dec.DisallowUnknownFields()
	fmt.Println(dec.Decode(&base{}))

	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("#", "\t")
	fmt.Println(enc.Encode(map[string]any{"b": []int{}, "a": "<&>", "c": struct{}{}, "d": []any{1, []int{2}}}))
	var out bytes.Buffer
	fmt.Println(json.Compact(&out, []byte(" { \"a\" : [ 1 , 2 ] } ")), out.String())
	out.Reset()
	json.HTMLEscape(&out, []byte(`"<script>&"`))
	fmt.Println(out.String(), json.Valid([]byte(`{"a":1}`)), json.Valid([]byte(`{a:1}`)))
}
