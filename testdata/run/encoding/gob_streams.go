// run

// encoding/gob: types sent once, interfaces by registered name, changed fields, cyclic types, errors.
package main

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"io"
	"strings"
	"time"
)

type shape interface{ Area() float64 }

type square struct{ Side float64 }
type circle struct{ R float64 }

func (s square) Area() float64  { return s.Side * s.Side }
func (c *circle) Area() float64 { return 3 * c.R * c.R }

type tree struct {
	Left, Right *tree
	Value       int
	hidden      int
}

func (t *tree) String() string {
	if t == nil {
		return "."
	}
	return fmt.Sprintf("(%v %d %v)", t.Left, t.Value, t.Right)
}

type secret struct{ text string }

func (s secret) GobEncode() ([]byte, error) { return []byte(strings.ToUpper(s.text)), nil }

func (s *secret) GobDecode(b []byte) error {
	if len(b) == 0 {
		return fmt.Errorf("no secret")
	}
	s.text = string(b) + "!"
	return nil
}

type everything struct {
	B   bool
	I   int8
	U   uint64
	F   float32
	C   complex128
	S   string
	Bs  []byte
	A   [3]int
	M   map[string][]int
	P   *int
	T   time.Time
	Sh  shape
	Shs []shape
	Any any
	Sec secret
}

type v1 struct {
	Name string
	Old  int
	Kept float64
}

type v2 struct {
	Kept float64
	Name *string
	New  []int
}

func main() {
	gob.Register(square{})
	gob.Register(&circle{})
	gob.RegisterName("tree", &tree{})
	var buf bytes.Buffer
	enc, dec := gob.NewEncoder(&buf), gob.NewDecoder(&buf)
	n := 5
	in := everything{true, -7, 1 << 63, 1.5, complex(1, -2), "s", []byte{1, 2}, [3]int{1, 0, -3}, map[string][]int{"a": {1}, "b": nil}, &n,
		time.Date(2020, 1, 2, 3, 4, 5, 6, time.UTC), square{2}, []shape{&circle{1}, nil, square{3}}, &tree{Value: 1}, secret{"abc"}}
	fmt.Println(enc.Encode(in), buf.Len() > 0)
	first := buf.Len()
	var out everything
	fmt.Println(dec.Decode(&out))
	fmt.Println(out.B, out.I, out.U, out.F, out.C, out.S, out.Bs, out.A, out.M, *out.P, out.T, out.Sh, out.Shs[0].Area(), out.Shs[1], out.Any, out.Sec)
	enc.Encode(in)
	fmt.Println("second is shorter:", buf.Len() < first, dec.Decode(&out))

	t := &tree{&tree{nil, nil, 1, 9}, &tree{&tree{Value: 2}, nil, 3, 9}, 4, 9}
	enc.Encode(t)
	var back tree
	fmt.Println(dec.Decode(&back), &back, back.hidden)

	enc.Encode(v1{"n", 3, 2.5})
	var b v2
	fmt.Println(dec.Decode(&b), *b.Name, b.Kept, b.New)
	enc.Encode(map[int]string{1: "one", 2: "two"})
	m := map[int]string{3: "three"}
	fmt.Println(dec.Decode(&m), m)
	enc.Encode("text")
	fmt.Println(dec.Decode(&n))
	enc.Encode(300)
	var small int8
	fmt.Println(dec.Decode(&small))
	fmt.Println(enc.Encode(make(chan int)))
	fmt.Println(enc.Encode(struct{ a int }{1}))
	type unregistered struct{ X int }
	fmt.Println(enc.Encode(everything{Any: unregistered{1}}))
	fmt.Println(gob.NewDecoder(strings.NewReader("")).Decode(&n) == io.EOF)
	fmt.Println(gob.NewDecoder(strings.NewReader("\x05abc")).Decode(&n))
}
