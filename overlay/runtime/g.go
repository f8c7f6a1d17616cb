// Package runtime, the part in Go: what needs Go's types (run-time errors, interface tables,
// reflection's hooks) and the exported functions. Scheduler, memory, channels, panics, signals are
// in rt; functions declared here without a body are there.
//
// This file mirrors structures of rt and holds the small things everything else uses.
package runtime

import (
	"internal/abi"
	"internal/runtime/atomic"
	"unsafe"
)

// A g is the part of rt's G that Go code touches (rt/src/sched/g.rs). It lies outside the heap.
type g struct {
	_        [2]uintptr // compiled code's part
	x, y     int        // operands of a failed check
	_        [8]uintptr
	m        *m
	writebuf []byte
	// FIPS 140 state of the goroutine.
	fipsIndicator  uint8
	fipsOnlyBypass bool
	ditWanted      bool
	labels         unsafe.Pointer
	goid           uint64
}

// An m is the part of rt's M that Go code touches (rt/src/sched/m.rs).
type m struct {
	_         uintptr
	locks     int32
	printlock int32
	dying     int32
}

// getg returns the current g: a register.
func getg() *g

// A mutex is a word of rt's lock.
type mutex struct{ key uintptr }

//go:noescape
func lock(l *mutex)

//go:noescape
func unlock(l *mutex)

func throw(s string)
func fatal(s string)

// panicking is what print.go asks before it records text for a crash report.
var panicking atomic.Uint32

// maxAlloc is the largest allocation, as in rt.
const maxAlloc = 1 << 48

// mallocgc allocates size bytes of type typ; nil means no pointers.
func mallocgc(size uintptr, typ *_type, needzero bool) unsafe.Pointer

// persistentalloc returns zeroed memory that is never freed.
func persistentalloc(size, align uintptr) unsafe.Pointer

//go:noescape
func typedmemmove(typ *_type, dst, src unsafe.Pointer)

func rand() uint64
func nanotime() int64

//go:noescape
func write(fd uintptr, p unsafe.Pointer, n int32) int32

//go:noescape
func writeErrData(data *byte, n int32)

// The headers of strings, slices and interfaces.
type (
	stringStruct struct {
		str unsafe.Pointer
		len int
	}
	slice struct {
		array unsafe.Pointer
		len   int
		cap   int
	}
	iface struct {
		tab  *itab
		data unsafe.Pointer
	}
	eface struct {
		_type *_type
		data  unsafe.Pointer
	}
)

func stringStructOf(sp *string) *stringStruct { return (*stringStruct)(unsafe.Pointer(sp)) }

func efaceOf(ep *any) *eface { return (*eface)(unsafe.Pointer(ep)) }

func add(p unsafe.Pointer, x uintptr) unsafe.Pointer { return unsafe.Pointer(uintptr(p) + x) }

// noescape hides a pointer from escape analysis.
//
//go:nosplit
func noescape(p unsafe.Pointer) unsafe.Pointer { return abi.NoEscape(p) }

// KeepAlive marks its argument as reachable up to here.
func KeepAlive(x any) {
	if alwaysFalse {
		println(x)
	}
}

var alwaysFalse bool
