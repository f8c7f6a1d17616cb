package runtime

import "unsafe"

// The exported functions that rt implements as they are.

// GOMAXPROCS sets how many processors run Go code, if n > 0, and returns the previous number.
func GOMAXPROCS(n int) int

// SetDefaultGOMAXPROCS sets it to the number of processors.
func SetDefaultGOMAXPROCS()

// NumCPU returns the number of processors the process may use.
func NumCPU() int

// NumGoroutine returns the number of goroutines.
func NumGoroutine() int

// NumCgoCall returns the number of calls of C code: there is none.
func NumCgoCall() int64 { return 0 }

// Gosched lets other goroutines run.
func Gosched()

// Goexit ends the goroutine after its deferred calls.
func Goexit()

// Breakpoint raises a trap for the debugger.
func Breakpoint()

// LockOSThread wires the goroutine to its thread until as many UnlockOSThread.
func LockOSThread()

// UnlockOSThread undoes a LockOSThread.
func UnlockOSThread()

// Stack formats the stack of the goroutine, or of all, into buf.
func Stack(buf []byte, all bool) int

func gcStart()

// GC runs a collection.
func GC() { gcStart() }

// The address of the words 0 to 255, which small numbers in interfaces share.
//
//go:linkname getStaticuint64s
func getStaticuint64s() *[256]uint64

// zeroVal is what maps return for missing keys.
//
//go:linkname zeroVal
var zeroVal [1024]byte

// mapinitnoop stands for map initializers that are not needed.
func mapinitnoop()

//go:linkname fcntl
func fcntl(fd, cmd, arg int32) (ret int32, errno int32)

//go:linkname setCrashFD
func setCrashFD(fd uintptr) uintptr

// SetCgoTraceback has nothing to do without C.
func SetCgoTraceback(version int, traceback, context, symbolizer unsafe.Pointer) {}
