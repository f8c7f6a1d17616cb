// run

// Walks the types of the library's packages, and types composed of them, and prints everything reflect knows
// about each: names, layout, methods, fields, elements, and relations to interfaces and to all other types.
package main

import (
	"bufio"
	"bytes"
	"container/heap"
	"container/list"
	"container/ring"
	"context"
	"encoding"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"log"
	randv1 "math/rand"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"text/tabwriter"
	"time"
	"unicode"
	"unsafe"
)

func t[T any]() reflect.Type { return reflect.TypeFor[T]() }

// library holds the named types of the library's packages.
var library = []reflect.Type{
	// bytes
	t[bytes.Buffer](), t[bytes.Reader](),
	// io
	t[io.ByteReader](), t[io.ByteScanner](), t[io.ByteWriter](), t[io.Closer](), t[io.LimitedReader](),
	t[io.OffsetWriter](), t[io.PipeReader](), t[io.PipeWriter](), t[io.ReadCloser](), t[io.ReadSeekCloser](),
	t[io.ReadSeeker](), t[io.ReadWriteCloser](), t[io.ReadWriteSeeker](), t[io.ReadWriter](), t[io.Reader](),
	t[io.ReaderAt](), t[io.ReaderFrom](), t[io.RuneReader](), t[io.RuneScanner](), t[io.SectionReader](), t[io.Seeker](),
	t[io.StringWriter](), t[io.WriteCloser](), t[io.WriteSeeker](), t[io.Writer](), t[io.WriterAt](), t[io.WriterTo](),
	// sort
	t[sort.Float64Slice](), t[sort.IntSlice](), t[sort.Interface](), t[sort.StringSlice](),
	// strconv
	t[strconv.NumError](),
	// strings
	t[strings.Builder](), t[strings.Reader](), t[strings.Replacer](),
	// sync
	t[sync.Cond](), t[sync.Locker](), t[sync.Map](), t[sync.Mutex](), t[sync.Once](), t[sync.Pool](), t[sync.RWMutex](),
	t[sync.WaitGroup](),
	// sync/atomic
	t[atomic.Bool](), t[atomic.Int32](), t[atomic.Int64](), t[atomic.Uint32](), t[atomic.Uint64](), t[atomic.Uintptr](),
	t[atomic.Value](),
	// unicode
	t[unicode.CaseRange](), t[unicode.Range16](), t[unicode.Range32](), t[unicode.RangeTable](), t[unicode.SpecialCase](),
	// unsafe
	t[unsafe.Pointer](),
	// bufio
	t[bufio.ReadWriter](), t[bufio.Reader](), t[bufio.Scanner](), t[bufio.SplitFunc](), t[bufio.Writer](),
	// container/heap
	t[heap.Interface](),
	// container/list
	t[list.Element](), t[list.List](),
	// container/ring
	t[ring.Ring](),
	// context
	t[context.CancelCauseFunc](), t[context.CancelFunc](), t[context.Context](),
	// encoding
	t[encoding.BinaryAppender](), t[encoding.BinaryMarshaler](), t[encoding.BinaryUnmarshaler](),
	t[encoding.TextAppender](), t[encoding.TextMarshaler](), t[encoding.TextUnmarshaler](),
	// flag
	t[flag.ErrorHandling](), t[flag.Flag](), t[flag.FlagSet](), t[flag.Getter](), t[flag.Value](),
	// fmt
	t[fmt.Formatter](), t[fmt.GoStringer](), t[fmt.ScanState](), t[fmt.Scanner](), t[fmt.State](), t[fmt.Stringer](),
	// io/fs
	t[fs.DirEntry](), t[fs.FS](), t[fs.File](), t[fs.FileInfo](), t[fs.FileMode](), t[fs.GlobFS](), t[fs.PathError](),
	t[fs.ReadDirFS](), t[fs.ReadDirFile](), t[fs.ReadFileFS](), t[fs.ReadLinkFS](), t[fs.StatFS](), t[fs.SubFS](),
	t[fs.WalkDirFunc](),
	// log
	t[log.Logger](),
	// math/rand
	t[randv1.Rand](), t[randv1.Source](), t[randv1.Source64](), t[randv1.Zipf](),
	// math/rand/v2
	t[rand.ChaCha8](), t[rand.PCG](), t[rand.Rand](), t[rand.Source](), t[rand.Zipf](),
	// os
	t[os.File](), t[os.LinkError](), t[os.ProcAttr](), t[os.Process](), t[os.ProcessState](), t[os.Root](),
	t[os.Signal](), t[os.SyscallError](),
	// path/filepath
	t[filepath.WalkFunc](),
	// reflect
	t[reflect.ChanDir](), t[reflect.Kind](), t[reflect.MapIter](), t[reflect.Method](), t[reflect.SelectCase](),
	t[reflect.SelectDir](), t[reflect.StructField](), t[reflect.StructTag](), t[reflect.Type](), t[reflect.Value](),
	t[reflect.ValueError](),
	// syscall
	t[syscall.Conn](), t[syscall.Credential](), t[syscall.Dirent](), t[syscall.EpollEvent](), t[syscall.Errno](),
	t[syscall.FdSet](), t[syscall.Flock_t](), t[syscall.Iovec](), t[syscall.Linger](), t[syscall.Msghdr](),
	t[syscall.NetlinkMessage](), t[syscall.NetlinkRouteAttr](), t[syscall.ProcAttr](), t[syscall.PtraceRegs](),
	t[syscall.RawConn](), t[syscall.RawSockaddrAny](), t[syscall.RawSockaddrUnix](), t[syscall.Rlimit](),
	t[syscall.Rusage](), t[syscall.Signal](), t[syscall.SockFilter](), t[syscall.Sockaddr](), t[syscall.SockaddrInet4](),
	t[syscall.SockaddrInet6](), t[syscall.SockaddrUnix](), t[syscall.Stat_t](), t[syscall.Statfs_t](),
	t[syscall.SysProcAttr](), t[syscall.SysProcIDMap](), t[syscall.Sysinfo_t](), t[syscall.TCPInfo](),
	t[syscall.Termios](), t[syscall.Timespec](), t[syscall.Timeval](), t[syscall.Timex](), t[syscall.Ucred](),
	t[syscall.Utsname](), t[syscall.WaitStatus](),
	// text/tabwriter
	t[tabwriter.Writer](),
	// time
	t[time.Duration](), t[time.Location](), t[time.Month](), t[time.ParseError](), t[time.Ticker](), t[time.Time](),
	t[time.Timer](), t[time.Weekday](),
	// runtime
	t[runtime.Error](), t[runtime.MemStats](), t[runtime.StackRecord](),
}

// interfaces are those that each type is compared with.
var interfaces = []reflect.Type{
	t[any](), t[error](), t[fmt.Stringer](), t[fmt.Formatter](), t[fmt.GoStringer](), t[io.Reader](), t[io.Writer](), t[io.Closer](), t[io.ReaderFrom](), t[io.WriterTo](), t[io.Seeker](), t[io.StringWriter](),
	t[sort.Interface](), t[heap.Interface](), t[encoding.TextMarshaler](), t[encoding.TextUnmarshaler](), t[encoding.BinaryMarshaler](), t[sync.Locker](), t[fs.FileInfo](), t[flag.Value](), t[context.Context](), t[rand.Source](),
	t[interface{ Unwrap() error }](), t[interface{ Len() int }](), t[interface{ String() []byte }](),
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	types := append(append([]reflect.Type(nil), library...), own()...)
	for _, typ := range library {
		types = append(types, reflect.PointerTo(typ))
	}
	types = closure(types)
	for i, typ := range types {
		fmt.Fprintf(out, "%d ", i)
		describe(out, typ)
	}
	relations(out, types)
	fmt.Fprintln(out, len(types), "types")
}

// closure adds what unnamed types are made of, each type once, in the order found.
func closure(roots []reflect.Type) []reflect.Type {
	seen := map[reflect.Type]bool{}
	var types []reflect.Type
	var add func(typ reflect.Type)
	add = func(typ reflect.Type) {
		if seen[typ] {
			return
		}
		seen[typ] = true
		types = append(types, typ)
		if typ.Name() != "" {
			return
		}
		switch typ.Kind() {
		case reflect.Map:
			add(typ.Key())
			add(typ.Elem())
		case reflect.Array, reflect.Chan, reflect.Slice, reflect.Pointer:
			add(typ.Elem())
		case reflect.Func:
			for p := range typ.Ins() {
				add(p)
			}
			for r := range typ.Outs() {
				add(r)
			}
		case reflect.Struct:
			for f := range typ.Fields() {
				if f.IsExported() {
					add(f.Type)
				}
			}
		}
	}
	for _, typ := range roots {
		add(typ)
	}
	return types
}

func describe(w io.Writer, typ reflect.Type) {
	fmt.Fprintf(w, "%v name=%q pkg=%q kind=%v size=%d align=%d/%d comparable=%t hash=%s seq=%t,%t\n",
		typ, typ.Name(), typ.PkgPath(), typ.Kind(), typ.Size(), typ.Align(), typ.FieldAlign(), typ.Comparable(), hashable(typ), typ.CanSeq(), typ.CanSeq2())
	switch typ.Kind() {
	case reflect.Array:
		fmt.Fprintln(w, "  elem", typ.Elem(), "len", typ.Len())
	case reflect.Slice, reflect.Pointer:
		fmt.Fprintln(w, "  elem", typ.Elem())
	case reflect.Map:
		fmt.Fprintln(w, "  key", typ.Key(), "elem", typ.Elem())
	case reflect.Chan:
		fmt.Fprintln(w, "  elem", typ.Elem(), "dir", typ.ChanDir())
	case reflect.Func:
		fmt.Fprint(w, "  in")
		for i := range typ.NumIn() {
			fmt.Fprint(w, " ", typ.In(i))
		}
		fmt.Fprint(w, " out")
		for i := range typ.NumOut() {
			fmt.Fprint(w, " ", typ.Out(i))
		}
		fmt.Fprintln(w, " variadic", typ.IsVariadic())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr, reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		fmt.Fprintln(w, "  bits", typ.Bits())
	case reflect.Struct:
		fields(w, typ)
	}
	for i := range typ.NumMethod() {
		m := typ.Method(i)
		fmt.Fprintf(w, "  method %d %s pkg=%q %v variadic=%t func=%t\n", m.Index, m.Name, m.PkgPath, m.Type, m.Type.IsVariadic(), m.Func.IsValid())
		if byName, ok := typ.MethodByName(m.Name); !ok || byName.Index != i {
			fmt.Fprintln(w, "  MethodByName finds another method")
		}
	}
	fmt.Fprint(w, "  implements ")
	for _, i := range interfaces {
		fmt.Fprint(w, bit(typ.Implements(i)))
	}
	fmt.Fprint(w, " assignable ")
	for _, i := range interfaces {
		fmt.Fprint(w, bit(typ.AssignableTo(i)))
	}
	fmt.Fprint(w, " from ")
	for _, i := range interfaces {
		fmt.Fprint(w, bit(i.ConvertibleTo(typ)))
	}
	p := reflect.PointerTo(typ)
	fmt.Fprintln(w, " pointer", p, p.NumMethod(), p.Elem() == typ)
}

func fields(w io.Writer, typ reflect.Type) {
	for i := range typ.NumField() {
		f := typ.Field(i)
		fmt.Fprintf(w, "  field %d %s pkg=%q %v offset=%d", i, f.Name, f.PkgPath, f.Type, f.Offset)
		if f.Anonymous {
			fmt.Fprint(w, " embedded")
		}
		if f.Tag != "" {
			fmt.Fprintf(w, " tag=%q", f.Tag)
		}
		fmt.Fprintln(w)
		if byName, ok := typ.FieldByName(f.Name); f.Name != "_" && (!ok || byName.Offset != f.Offset) {
			fmt.Fprintln(w, "  FieldByName finds another field")
		}
	}
	fmt.Fprint(w, "  visible")
	for _, f := range reflect.VisibleFields(typ) {
		if len(f.Index) > 1 {
			fmt.Fprint(w, " ", f.Name, f.Index)
		}
	}
	fmt.Fprintln(w)
}

// hashable uses a zero value as the key of a map and says what happens.
func hashable(typ reflect.Type) (result string) {
	defer func() {
		if e := recover(); e != nil {
			result = strconv.Quote(fmt.Sprint(e))
		}
	}()
	key := reflect.Zero(typ).Interface()
	m := map[any]int{key: 1}
	m[key]++
	return fmt.Sprint(m[key])
}

// relations prints, for each type, how many types it is assignable and convertible to, and a hash over which.
func relations(w io.Writer, types []reflect.Type) {
	for i, a := range types {
		nAssignable, nConvertible := 0, 0
		hash := uint32(2166136261)
		for _, b := range types {
			if a.AssignableTo(b) {
				nAssignable++
			}
			if a.ConvertibleTo(b) {
				nConvertible++
			}
			for _, c := range []byte(bit(a.AssignableTo(b)) + bit(a.ConvertibleTo(b))) {
				hash = (hash ^ uint32(c)) * 16777619
			}
		}
		fmt.Fprintf(w, "%d assignable to %d, convertible to %d, %08x\n", i, nAssignable, nConvertible, hash)
	}
}

func bit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

type (
	myBool  bool
	myInt   int
	myRune  rune
	myBytes []byte
	myArray [4]myInt
	myMap   map[myInt]*myStruct
	myFunc  func(myInt, ...myArray) (myMap, error)
	myChan  chan<- myFunc
	myPtr   *myStruct
	myIface interface {
		M(myIface) (n myIface, err error)
	}
	myEmpty  struct{}
	myUnsafe unsafe.Pointer
	myError  error
	alias    = map[string]myStruct
)

type myStruct struct {
	A    int8 `json:"a,omitempty" db:"x"`
	b    string
	_    [3]byte
	Self *myStruct
	Fn   func(myStruct) myStruct
	myInt
	*myMap
	fmt.Stringer
	sync.Mutex `lock:"yes"`
	Anon       struct {
		X, Y float32
		z    complex64
	}
}

func (m myInt) Value(x myInt) myInt             { return m + x }
func (m *myInt) Pointer()                       { *m++ }
func (m myInt) hidden()                         {}
func (m myMap) Len() int                        { return len(m) }
func (m *myMap) Less(i, j int) bool             { return i < j }
func (m *myMap) Swap(i, j int)                  {}
func (s *myStruct) Variadic(a string, b ...any) {}
func (f myFunc) Call() (myMap, error)           { return f(1) }
func (e myEmpty) Unwrap() error                 { return errors.ErrUnsupported }
func (a myArray) String() []byte                { return nil }

type pair[A, B any] struct {
	First  A
	Second B `pair:"second"`
	link   *pair[B, A]
}

func (p pair[A, B]) Swap() pair[B, A]  { return pair[B, A]{p.Second, p.First, nil} }
func (p *pair[A, B]) Set(a A)          { p.First = a }
func (p pair[A, B]) Each(f func(A, B)) { f(p.First, p.Second) }

type node[K comparable] struct {
	key  K
	kids map[K]*node[K]
	pair[K, []K]
}

type list2[T any] []T

func (l list2[T]) Len() int         { return len(l) }
func (l list2[T]) All() iter.Seq[T] { return func(yield func(T) bool) {} }

type constraint[T any] interface {
	Get() T
	Put(T) constraint[T]
}

type fnOf[A, R any] func(A) R

func locals[T any](T) []reflect.Type {
	type inner struct {
		V T
		n int
	}
	type wrap[U any] struct {
		T T
		U U
	}
	return []reflect.Type{t[inner](), t[wrap[inner]](), t[wrap[*T]](), t[[]inner](), t[map[string]wrap[bool]](), t[func(inner) wrap[T]]()}
}

// own holds composite, generic, local and unnamed types.
func own() []reflect.Type {
	type local struct{ X, y int }
	type Local interface{ local() local }
	types := []reflect.Type{
		t[bool](), t[int](), t[int8](), t[int16](), t[int32](), t[int64](), t[uint](), t[uint8](), t[uint16](), t[uint32](), t[uint64](), t[uintptr](), t[float32](), t[float64](), t[complex64](), t[complex128](), t[string](), t[error](), t[any](),
		t[myBool](), t[myInt](), t[*myInt](), t[myRune](), t[myBytes](), t[myArray](), t[myMap](), t[*myMap](), t[myFunc](), t[myChan](), t[myPtr](), t[myIface](), t[myEmpty](), t[myUnsafe](), t[myError](), t[alias](), t[myStruct](), t[*myStruct](),
		t[local](), t[*local](), t[Local](), t[[2]local](), t[map[local]Local](),
		t[[]byte](), t[[]rune](), t[[][]string](), t[[0]int](), t[[1]any](), t[[3][2]bool](), t[[5]struct{}](), t[[300]complex128](), t[*int](), t[**string](), t[***error](),
		t[map[string]int](), t[map[any]any](), t[map[[2]string][]map[int]bool](), t[map[struct{ A, B int }]chan error](), t[map[*bytes.Buffer]func()](), t[map[float64]struct{}](), t[map[time.Time]time.Duration](),
		t[chan int](), t[<-chan string](), t[chan<- []byte](), t[chan (<-chan error)](), t[<-chan chan<- bool](), t[chan func(chan struct{})](),
		t[func()](), t[func(int) int](), t[func(...string)](), t[func(a, b float64, c ...any) (x int, err error)](), t[func(func(func(int) bool)) iter.Seq[string]](), t[func(*os.File, fs.FileMode) (fs.FileInfo, error)](), t[func(unsafe.Pointer, uintptr) *[4]myStruct](),
		t[struct{}](), t[struct{ A int }](), t[struct{ a int }](), t[struct {
			A int `x:"1"`
			B string
		}](), t[struct{ _ int }](), t[struct{ io.Reader }](), t[struct {
			*bytes.Buffer
			sync.Locker
		}](), t[struct {
			time.Time
			Extra map[string]any `json:"-"`
		}](), t[struct {
			pair[int, string]
			*node[string]
			X [2]struct{ Y func() }
		}](), t[struct {
			a bool
			b int64
			c bool
			d struct{}
		}](), t[*struct{ *strings.Reader }](),
		t[interface{ M() }](), t[interface{ m() }](), t[interface {
			error
			fmt.Stringer
			Extra(int, ...string) (bool, error)
		}](), t[interface {
			io.ReadWriter
			hidden() chan<- int
		}](), t[interface{ Len() int }](),
		t[pair[int, string]](), t[*pair[int, string]](), t[pair[pair[bool, error], []any]](), t[pair[struct{ X int }, func(myInt) local]](), t[pair[map[string]int, <-chan time.Month]](), t[pair[*pair[rune, byte], [2]pair[int8, uint8]]](),
		t[node[string]](), t[*node[[2]int]](), t[node[any]](), t[list2[int]](), t[*list2[pair[int, int]]](), t[list2[list2[error]]](), t[constraint[int]](), t[constraint[constraint[string]]](), t[fnOf[int, string]](), t[fnOf[pair[int, int], fnOf[bool, error]]](),
		t[iter.Seq[int]](), t[iter.Seq2[string, error]](), t[iter.Seq[iter.Seq2[myInt, *local]]](), t[atomic.Pointer[myStruct]](), t[*atomic.Pointer[pair[int, local]]](),
		t[sync.Pool](), t[context.CancelFunc](), t[[]*list.Element](), t[map[string]*ring.Ring](), t[*tabwriter.Writer](), t[[4]unicode.Range32](), t[func(*flag.FlagSet) flag.ErrorHandling](), t[map[reflect.Kind][]reflect.StructField](),
		t[chan *log.Logger](), t[[]syscall.Errno](), t[*runtime.MemStats](), t[filepath.WalkFunc](), t[randv1.Source](), t[rand.Rand](),
	}
	types = append(types, locals(1)...)
	types = append(types, locals("s")...)
	types = append(types, locals(local{})...)
	types = append(types, locals(pair[local, []error]{})...)
	i, s := t[int](), t[string]()
	return append(types,
		reflect.SliceOf(t[pair[float32, local]]()), reflect.ArrayOf(7, s), reflect.MapOf(s, t[list2[string]]()), reflect.ChanOf(reflect.RecvDir, t[local]()), reflect.PointerTo(reflect.PointerTo(t[myStruct]())),
		reflect.FuncOf([]reflect.Type{i, reflect.SliceOf(t[local]())}, []reflect.Type{t[error]()}, true),
		reflect.StructOf([]reflect.StructField{{Name: "Made", Type: i, Tag: `at:"run time"`}, {Name: "List", Type: t[list2[bool]]()}, {Name: "S", Type: s}}),
	)
}
