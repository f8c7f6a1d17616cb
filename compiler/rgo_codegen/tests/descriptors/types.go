// Types whose descriptors are compared with gc's, and the program that dumps gc's:
//
//	go run types.go > gc.out
//
// Each variable of the second group is one type. A dump says what a descriptor holds, addresses
// resolved to names.
package main

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"unsafe"
)

type (
	Int     int
	Str     string
	Empty   struct{}
	private struct{ a, b int32 }
	Pair    struct{ X, Y float64 }
	Padded  struct {
		A int8
		B int64
		C int8
	}
	Blank struct {
		A int32
		_ int32
		B int32
	}
	Trailing struct {
		P *int
		Z struct{}
	}
	Tagged struct {
		Name  string `json:"name,omitempty" xml:"n"`
		inner []byte "plain"
		Pair
		*Padded
		fmt.Stringer
	}
	Node struct {
		Next, Prev *Node
		Value      any
		Links      map[string]*Node
	}
	OneField struct{ F float32 }
	OneBlank struct{ _ int32 }
	Wrapped  struct{ p *int }
	Direct   [1]*int
	Chan     chan int
	Func     func(int, ...string) (error, bool)
	Method   interface{ M(int) string }
	Methods  interface {
		Method
		fmt.Stringer
		unexported()
		Zed(func(Int) <-chan Str) map[Int]Str
	}
	Named  map[Str]Pair
	Big    struct{ a [200]*int }
	Bigger struct {
		a [1000]int
		b *int
	}
	NoEq           struct{ f func() }
	Generic[T any] struct {
		V T
		P *Generic[T]
	}
	Two[K comparable, V any] struct {
		M map[K]V
	}
	BigKey struct{ a [17]int64 }
	Rec    []Rec
)

func (Int) Value() int                       { return 0 }
func (*Int) Pointer()                        {}
func (Int) hidden()                          {}
func (p Pair) Len() float64                  { return p.X }
func (p *Pair) Scale(f float64, more ...int) {}
func (Padded) FromPadded()                   {}
func (Generic[T]) Get() (t T)                { return t }
func (*Generic[T]) Set(T)                    {}
func (Func) Call()                           {}
func (Wrapped) Word()                        {}

var (
	t00 bool
	t01 int8
	t02 uintptr
	t03 float32
	t04 complex128
	t05 string
	t06 unsafe.Pointer
	t07 byte
	t08 rune
	t09 error
	t10 any
	t11 Int
	t12 *Int
	t13 Str
	t14 Empty
	t15 private
	t16 *private
	t17 Pair
	t18 *Pair
	t19 **Pair
	t20 Padded
	t21 Blank
	t22 Trailing
	t23 Tagged
	t24 *Tagged
	t25 Node
	t26 OneField
	t27 OneBlank
	t28 Wrapped
	t29 Direct
	t30 Chan
	t31 Func
	t32 Method
	t33 Methods
	t34 Named
	t35 Big
	t36 Bigger
	t37 NoEq
	t38 Generic[int]
	t39 *Generic[int]
	t40 Generic[Str]
	t41 Two[string, *Generic[Pair]]
	t42 [0]int
	t43 [3]float64
	t44 [2][3]*int
	t45 []string
	t46 [][]Int
	t47 map[string]int
	t48 map[int32]struct{}
	t49 map[any]float64
	t50 map[BigKey][20]int64
	t51 map[Pair]*Node
	t52 map[[2]Str]bool
	t53 chan<- int
	t54 <-chan int
	t55 chan (<-chan int)
	t56 func()
	t57 func(int, string) error
	t58 func(...any)
	t59 func(func(int) bool) (x, y []int)
	t60 struct {
		A int `x:"y\"z"`
		b string
	}
	t61 struct{ Pair }
	t62 struct{ *Pair }
	t63 interface{ Read([]byte) (int, error) }
	t64 interface {
		A()
		b()
		C()
	}
	t65 [1]func()
	t66 [1]int
	t67 struct{}
	t68 *struct{ X int }
	t69 [5]struct {
		a string
		b int8
	}
	t70 Rec
	t71 map[int8]int8
	t72 *error
	t73 []error
	t74 [4]any
	t75 struct {
		a uint8
		b uint16
		c uint32
	}
	t76 struct {
		a uint16
		b uint8
		c uint8
	}
	t77 map[*int]chan bool
	t78 map[float32]Empty
	t79 fmt.Stringer
)

type typ struct {
	size, ptrBytes              uintptr
	hash                        uint32
	tflag, align, fieldAlign, k uint8
	equal                       unsafe.Pointer
	gcData                      *byte
	str, ptrToThis              int32
}

func at[T any](t *typ, off uintptr) T { return *(*T)(unsafe.Add(unsafe.Pointer(t), off)) }

//go:linkname resolveNameOff reflect.resolveNameOff
func resolveNameOff(ptr unsafe.Pointer, off int32) unsafe.Pointer

func name(p *byte) string {
	if p == nil {
		return "nil"
	}
	b := (*[1 << 16]byte)(unsafe.Pointer(p))
	flags, i := b[0], 1
	read := func() string {
		n, shift := 0, 0
		for {
			c := b[i]
			i++
			n |= int(c&0x7f) << shift
			if c < 0x80 {
				break
			}
			shift += 7
		}
		i += n
		return string(b[i-n : i])
	}
	s := fmt.Sprintf("%d:%q", flags, read())
	if flags&2 != 0 {
		s += fmt.Sprintf(":%q", read())
	}
	if flags&4 != 0 {
		off := int32(b[i]) | int32(b[i+1])<<8 | int32(b[i+2])<<16 | int32(b[i+3])<<24
		s += "@" + nameOff(unsafe.Pointer(p), off)
	}
	return s
}

func nameOff(base unsafe.Pointer, off int32) string {
	if off == 0 {
		return "nil"
	}
	return name((*byte)(resolveNameOff(base, off)))
}

func mask(t *typ) string {
	if t.ptrBytes == 0 {
		return "none"
	}
	if t.tflag&16 != 0 {
		return "demand"
	}
	n := (t.ptrBytes/8 + 7) / 8
	return fmt.Sprintf("%x", unsafe.Slice(t.gcData, n))
}

func str(t *typ) string {
	return reflect.TypeOf(toType(t)).String()
}

// toType makes an empty interface whose type word is t.
func toType(t *typ) (x any) {
	*(**typ)(unsafe.Pointer(&x)) = t
	return x
}

func dump(rt reflect.Type) {
	t := (*[2]*typ)(unsafe.Pointer(&rt))[1]
	fmt.Printf("%s size=%d ptr=%d tflag=%d align=%d,%d kind=%d equal=%v mask=%s str=%s\n", rt,
		t.size, t.ptrBytes, t.tflag, t.align, t.fieldAlign, t.k, t.equal != nil, mask(t),
		nameOff(unsafe.Pointer(t), t.str))
	end := uintptr(48)
	var array func(base uintptr) string
	switch rt.Kind() {
	case reflect.Array:
		fmt.Printf("  elem=%s slice=%s len=%d\n", str(at[*typ](t, 48)), str(at[*typ](t, 56)), at[int](t, 64))
		end = 72
	case reflect.Chan:
		fmt.Printf("  elem=%s dir=%d\n", str(at[*typ](t, 48)), at[int](t, 56))
		end = 64
	case reflect.Func:
		in, out := at[uint16](t, 48), at[uint16](t, 50)
		fmt.Printf("  in=%d out=%d variadic=%v\n", in, out&0x7fff, out>>15 == 1)
		end = 56
		array = func(base uintptr) string {
			var s []string
			for i := uintptr(0); i < uintptr(in+out&0x7fff); i++ {
				s = append(s, str(at[*typ](t, base+8*i)))
			}
			return strings.Join(s, "; ")
		}
	case reflect.Interface:
		fmt.Printf("  pkg=%s n=%d,%d\n", name(at[*byte](t, 48)), at[int](t, 64), at[int](t, 72))
		end = 80
		array = func(base uintptr) string {
			if at[uintptr](t, 56) != uintptr(unsafe.Pointer(t))+base {
				return "elsewhere"
			}
			var s []string
			for i := uintptr(0); i < at[uintptr](t, 64); i++ {
				s = append(s, nameOff(unsafe.Pointer(t), at[int32](t, base+8*i)))
			}
			return strings.Join(s, "; ")
		}
	case reflect.Map:
		g := at[*typ](t, 64)
		fmt.Printf("  key=%s elem=%s hasher=%v group=%d,%d,%d,%s size=%d keys=%d+%d elems=%d+%d elem=%d flags=%d\n",
			str(at[*typ](t, 48)), str(at[*typ](t, 56)), at[uintptr](t, 72) != 0, g.size, g.ptrBytes, g.align,
			mask(g), at[int](t, 80), at[int](t, 88), at[int](t, 96), at[int](t, 104), at[int](t, 112),
			at[int](t, 120), at[uint32](t, 128))
		end = 136
	case reflect.Pointer, reflect.Slice:
		fmt.Printf("  elem=%s\n", str(at[*typ](t, 48)))
		end = 56
	case reflect.Struct:
		fmt.Printf("  pkg=%s n=%d,%d\n", name(at[*byte](t, 48)), at[int](t, 64), at[int](t, 72))
		end = 80
		array = func(base uintptr) string {
			if at[uintptr](t, 64) != 0 && at[uintptr](t, 56) != uintptr(unsafe.Pointer(t))+base {
				return "elsewhere"
			}
			var s []string
			for i := uintptr(0); i < at[uintptr](t, 64); i++ {
				f := base + 24*i
				s = append(s, fmt.Sprintf("%s %s +%d", name(at[*byte](t, f)), str(at[*typ](t, f+8)), at[int](t, f+16)))
			}
			return strings.Join(s, "; ")
		}
	}
	base := end
	if t.tflag&1 != 0 {
		base += 16
	}
	if array != nil {
		fmt.Printf("  array: %s\n", array(base))
	}
	if t.tflag&1 != 0 {
		mcount, xcount, moff := at[uint16](t, end+4), at[uint16](t, end+6), at[uint32](t, end+8)
		var s []string
		for i := uintptr(0); i < uintptr(mcount); i++ {
			s = append(s, nameOff(unsafe.Pointer(t), at[int32](t, end+uintptr(moff)+16*i)))
		}
		fmt.Printf("  uncommon: pkg=%s n=%d,%d %s\n", nameOff(unsafe.Pointer(t), at[int32](t, end)), mcount, xcount,
			strings.Join(s, "; "))
	}
}

func main() {
	if len(os.Args) > 1 {
		return
	}
	for _, p := range []any{
		&t00, &t01, &t02, &t03, &t04, &t05, &t06, &t07, &t08, &t09, &t10, &t11, &t12, &t13, &t14, &t15,
		&t16, &t17, &t18, &t19, &t20, &t21, &t22, &t23, &t24, &t25, &t26, &t27, &t28, &t29, &t30, &t31,
		&t32, &t33, &t34, &t35, &t36, &t37, &t38, &t39, &t40, &t41, &t42, &t43, &t44, &t45, &t46, &t47,
		&t48, &t49, &t50, &t51, &t52, &t53, &t54, &t55, &t56, &t57, &t58, &t59, &t60, &t61, &t62, &t63,
		&t64, &t65, &t66, &t67, &t68, &t69, &t70, &t71, &t72, &t73, &t74, &t75, &t76, &t77, &t78, &t79,
	} {
		dump(reflect.TypeOf(p).Elem())
	}
}
