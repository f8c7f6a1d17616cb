package runtime

import (
	"internal/abi"
	"unsafe"
)

// Run-time errors of compiled code and of rt. The functions have no results and do not return.

//go:linkname overflowError
var overflowError = error(errorString("integer overflow"))

//go:linkname divideError
var divideError = error(errorString("integer divide by zero"))

var (
	shiftError  = error(errorString("negative shift amount"))
	memoryError = error(errorString("invalid memory address or nil pointer dereference"))
)

func panicdivide()   { panic(divideError) }
func panicoverflow() { panic(overflowError) }
func panicshift()    { panic(shiftError) }
func panicmem()      { panic(memoryError) }

// panicmemAddr is panicmem under debug.SetPanicOnFault: the error tells the address.
func panicmemAddr(addr uintptr) {
	panic(errorAddressString{msg: "invalid memory address or nil pointer dereference", addr: addr})
}

func panicmakeslicelen() { panic(errorString("makeslice: len out of range")) }
func panicmakeslicecap() { panic(errorString("makeslice: cap out of range")) }
func panicgrowslice()    { panic(errorString("growslice: len out of range")) }
func panicalloc()        { panic(plainError("runtime: allocation size out of range")) }

func panicmakechansize() { panic(plainError("makechan: size out of range")) }
func panicsendclosed()   { panic(plainError("send on closed channel")) }
func panicclosenil()     { panic(plainError("close of nil channel")) }
func panicclosed()       { panic(plainError("close of closed channel")) }

func panicunsafeslicelen()     { panic(errorString("unsafe.Slice: len out of range")) }
func panicunsafeslicenilptr()  { panic(errorString("unsafe.Slice: ptr is nil and len is not zero")) }
func panicunsafestringlen()    { panic(errorString("unsafe.String: len out of range")) }
func panicunsafestringnilptr() { panic(errorString("unsafe.String: ptr is nil and len is not zero")) }

// A failed index or slice operation: two frames lie between it and the panic, as with gc. Compiled
// code leaves the operands in g and nowhere else, so that checks bind no registers. They are there
// until the next entry check, which these functions must not make.

//go:nosplit
func goPanicIndex() { panicBounds(int64(getg().x), true, getg().y, abi.BoundsIndex) }

//go:nosplit
func goPanicSliceAlen() { panicBounds(int64(getg().x), true, getg().y, abi.BoundsSliceAlen) }

//go:nosplit
func goPanicSliceAcap() { panicBounds(int64(getg().x), true, getg().y, abi.BoundsSliceAcap) }

//go:nosplit
func goPanicSliceB() { panicBounds(int64(getg().x), true, getg().y, abi.BoundsSliceB) }

//go:nosplit
func goPanicSlice3Alen() { panicBounds(int64(getg().x), true, getg().y, abi.BoundsSlice3Alen) }

//go:nosplit
func goPanicSlice3Acap() { panicBounds(int64(getg().x), true, getg().y, abi.BoundsSlice3Acap) }

//go:nosplit
func goPanicSlice3B() { panicBounds(int64(getg().x), true, getg().y, abi.BoundsSlice3B) }

//go:nosplit
func goPanicSlice3C() { panicBounds(int64(getg().x), true, getg().y, abi.BoundsSlice3C) }

//go:nosplit
func goPanicSliceConvert() { panicBounds(int64(getg().x), true, getg().y, abi.BoundsConvert) }

//go:nosplit
func goPanicIndexU() { panicBounds(int64(getg().x), false, getg().y, abi.BoundsIndex) }

//go:nosplit
func goPanicSliceAlenU() { panicBounds(int64(getg().x), false, getg().y, abi.BoundsSliceAlen) }

//go:nosplit
func goPanicSliceAcapU() { panicBounds(int64(getg().x), false, getg().y, abi.BoundsSliceAcap) }

//go:nosplit
func goPanicSliceBU() { panicBounds(int64(getg().x), false, getg().y, abi.BoundsSliceB) }

//go:nosplit
func goPanicSlice3AlenU() { panicBounds(int64(getg().x), false, getg().y, abi.BoundsSlice3Alen) }

//go:nosplit
func goPanicSlice3AcapU() { panicBounds(int64(getg().x), false, getg().y, abi.BoundsSlice3Acap) }

//go:nosplit
func goPanicSlice3BU() { panicBounds(int64(getg().x), false, getg().y, abi.BoundsSlice3B) }

//go:nosplit
func goPanicSlice3CU() { panicBounds(int64(getg().x), false, getg().y, abi.BoundsSlice3C) }

//go:noinline
func panicBounds(x int64, signed bool, y int, code abi.BoundsErrorCode) {
	panic(boundsError{x: x, signed: signed, y: y, code: code})
}

// Misuse of a range function's loop body, by the state the body was in.
var rangeErrors = [...]error{
	abi.RF_DONE:          errorString("range function continued iteration after function for loop body returned false"),
	abi.RF_PANIC:         errorString("range function continued iteration after loop body panic"),
	abi.RF_EXHAUSTED:     errorString("range function continued iteration after whole loop exit"),
	abi.RF_MISSING_PANIC: errorString("range function recovered a loop body panic and did not resume panicking"),
}

//go:noinline
func panicrangestate(state int) {
	if uint(state) >= uint(len(rangeErrors)) || rangeErrors[state] == nil {
		throw("unexpected state passed to panicrangestate")
	}
	panic(rangeErrors[state])
}

// A PanicNilError is the panic of panic(nil). GODEBUG=panicnil=1 makes it nil again.
type PanicNilError struct {
	_ [0]*PanicNilError // no other struct converts to it
}

func (*PanicNilError) Error() string { return "runtime error: panic called with nil argument" }
func (*PanicNilError) RuntimeError() {}

func panicnil() { panic(new(PanicNilError)) }

// preprintpanic replaces an error or Stringer by its text, before a fatal panic is reported.
func preprintpanic(value *any) {
	defer func() {
		const text = "panic while printing panic value"
		switch r := recover().(type) {
		case nil:
		case string:
			throw(text + ": " + r)
		default:
			throw(text + ": type " + toRType(efaceOf(&r)._type).string())
		}
	}()
	switch v := (*value).(type) {
	case error:
		*value = v.Error()
	case stringer:
		*value = v.String()
	}
}

//go:linkname reflect_unsafeslice reflect.unsafeslice
func reflect_unsafeslice(elem *_type, ptr unsafe.Pointer, len int) {
	if len < 0 {
		panicunsafeslicelen()
	}
	if len == 0 {
		return
	}
	if ptr == nil {
		panicunsafeslicenilptr()
	}
	// The slice must end where the address space does, at the latest.
	if elem.Size_ != 0 && uintptr(len) > -uintptr(ptr)/elem.Size_ {
		panicunsafeslicelen()
	}
}
