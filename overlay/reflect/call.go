package reflect

import (
	"internal/abi"
	"sync"
	"unsafe"
)

// Calls between reflection and compiled code.
//
// Reflection works on frames: blocks of memory with all arguments and results in order, as where
// values are never passed in registers (package internal/abi says so). Compiled code passes a value
// of up to four scalars as these, in registers and then on the stack, and others by address; results
// come in registers if they all fit, else through a pointer. A callPlan is the translation for one
// signature.

// maxScalars is the most scalars that a value passed as such consists of.
const maxScalars = 4

// Registers of arguments and results.
const (
	intArgs      = 6
	floatArgs    = 8
	intResults   = 8
	floatResults = 8
)

// A callRegs is what rt's stubs load from registers and store to (rt/src/arch/x86_64/reflect.rs).
type callRegs struct {
	ints   [8]uintptr
	floats [8]uint64
	stack  unsafe.Pointer // stack arguments
	nstack uintptr        // their size in bytes
}

// rgoInvoke calls code with the registers and stack arguments in regs, and stores the results there.
//
//go:noescape
func rgoInvoke(code uintptr, regs *callRegs)

type stepKind uint8

const (
	stepInt     stepKind = iota
	stepPointer          // an integer that the collector must see
	stepFloat
	stepMemory // the address of a value in memory
)

// A callStep moves one scalar, or the address of a value, between frame and register or stack.
type callStep struct {
	kind stepKind
	size uint8
	reg  int8 // -1: on the stack
	// Offset of the scalar or value in the frame.
	frame uintptr
	stack uintptr
	typ   *abi.Type // for stepMemory
}

// A callPlan tells how a frame becomes a call.
type callPlan struct {
	args, results []callStep
	// method: no closure is passed, the receiver comes first.
	method bool
	// memory: results come through a pointer, in register resultReg.
	memory     bool
	resultReg  int
	resultSize uintptr
	retOffset  uintptr
	nstack     uintptr
}

// A frameType is the type that funcLayout returns, with the plan behind it.
type frameType struct {
	abi.Type
	plan callPlan
}

// A scalar is a part of a value.
type scalar struct {
	kind   stepKind
	size   uint8
	offset uintptr
}

// flatten appends the scalars of a value at offset; false if it is passed by address.
func flatten(t *abi.Type, offset uintptr, out []scalar) ([]scalar, bool) {
	if t.Size() == 0 {
		return out, true
	}
	switch Kind(t.Kind()) {
	case UnsafePointer, Pointer, Chan, Map, Func:
		out = append(out, scalar{stepPointer, 8, offset})
	case Float32, Float64:
		out = append(out, scalar{stepFloat, uint8(t.Size()), offset})
	case Complex64, Complex128:
		half := uint8(t.Size() / 2)
		out = append(out, scalar{stepFloat, half, offset}, scalar{stepFloat, half, offset + uintptr(half)})
	case String:
		out = append(out, scalar{stepPointer, 8, offset}, scalar{stepInt, 8, offset + 8})
	case Interface:
		out = append(out, scalar{stepPointer, 8, offset}, scalar{stepPointer, 8, offset + 8})
	case Slice:
		out = append(out, scalar{stepPointer, 8, offset}, scalar{stepInt, 8, offset + 8}, scalar{stepInt, 8, offset + 16})
	case Array:
		array := (*arrayType)(unsafe.Pointer(t))
		if array.Len > 1 {
			return out, false
		}
		return flatten(array.Elem, offset, out)
	case Struct:
		fields := (*structType)(unsafe.Pointer(t)).Fields
		for i := range fields {
			var ok bool
			if out, ok = flatten(fields[i].Typ, offset+fields[i].Offset, out); !ok {
				return out, false
			}
		}
	default:
		out = append(out, scalar{stepInt, uint8(t.Size()), offset})
	}
	return out, len(out) <= maxScalars
}

// newCallPlan computes the plan of a signature. Frame offsets are those that abiSeq assigns to
// values when there are no registers.
func newCallPlan(t *funcType, method bool, retOffset uintptr) (plan callPlan) {
	plan.method = method
	plan.retOffset = retOffset

	var ints, floats int
	var room [maxScalars + 1]scalar
	offset := retOffset
	for _, typ := range t.OutSlice() {
		offset = align(offset, uintptr(typ.Align()))
		scalars, ok := flatten(typ, offset, room[:0])
		if !ok {
			plan.memory = true
		}
		for _, s := range scalars {
			step := callStep{kind: s.kind, size: s.size, frame: s.offset}
			if s.kind == stepFloat {
				step.reg = int8(floats)
				floats++
			} else {
				step.reg = int8(ints)
				ints++
			}
			plan.results = append(plan.results, step)
		}
		offset += typ.Size()
	}
	plan.resultSize = offset - retOffset
	if ints > intResults || floats > floatResults {
		plan.memory = true
	}

	ints, floats = 0, 0
	if !method {
		ints++
	}
	if plan.memory {
		plan.results = nil
		plan.resultReg = ints
		ints++
	}
	add := func(step callStep) {
		switch {
		case step.kind == stepFloat && floats < floatArgs:
			step.reg = int8(floats)
			floats++
		case step.kind != stepFloat && ints < intArgs:
			step.reg = int8(ints)
			ints++
		default:
			step.reg = -1
			step.stack = plan.nstack
			plan.nstack += 8
		}
		plan.args = append(plan.args, step)
	}
	offset = 0
	if method {
		add(callStep{kind: stepPointer, size: 8, frame: 0})
		offset = 8
	}
	for _, typ := range t.InSlice() {
		offset = align(offset, uintptr(typ.Align()))
		scalars, ok := flatten(typ, offset, room[:0])
		if ok {
			for _, s := range scalars {
				add(callStep{kind: s.kind, size: s.size, frame: s.offset})
			}
		} else {
			add(callStep{kind: stepMemory, size: 8, frame: offset, typ: typ})
		}
		offset += typ.Size()
	}
	plan.nstack = align(plan.nstack, 16)
	return plan
}

// funcLayout computes the frame of a function with the given receiver.
func funcLayout(t *funcType, rcvr *abi.Type) (frametype *abi.Type, framePool *sync.Pool, abid abiDesc) {
	if t.Kind() != abi.Func {
		panic("reflect: funcLayout of non-func type " + stringFor(&t.Type))
	}
	if rcvr != nil && rcvr.Kind() == abi.Interface {
		panic("reflect: funcLayout with interface receiver " + stringFor(rcvr))
	}
	key := layoutKey{t, rcvr}
	if cached, ok := layoutCache.Load(key); ok {
		lt := cached.(layoutType)
		return lt.t, lt.framePool, lt.abid
	}
	abid = newAbiDesc(t, rcvr)
	frame := &frameType{
		Type: abi.Type{
			Align_:   8,
			Size_:    align(abid.retOffset+abid.ret.stackBytes, 8),
			PtrBytes: uintptr(abid.stackPtrs.n) * 8,
		},
		plan: newCallPlan(t, rcvr != nil, abid.retOffset),
	}
	frame.Kind_ = abi.Struct
	if abid.stackPtrs.n > 0 {
		frame.GCData = &abid.stackPtrs.data[0]
	}
	what := "funcargs(" + stringFor(&t.Type) + ")"
	if rcvr != nil {
		what = "methodargs(" + stringFor(rcvr) + ")(" + stringFor(&t.Type) + ")"
	}
	frame.Str = resolveReflectName(newName(what, "", false, false))
	framePool = &sync.Pool{New: func() any { return unsafe_New(&frame.Type) }}
	lt := layoutType{t: &frame.Type, framePool: framePool, abid: abid}
	stored, _ := layoutCache.LoadOrStore(key, lt)
	lt = stored.(layoutType)
	return lt.t, lt.framePool, lt.abid
}

func loadWord(p unsafe.Pointer, size uint8) uintptr {
	switch size {
	case 1:
		return uintptr(*(*uint8)(p))
	case 2:
		return uintptr(*(*uint16)(p))
	case 4:
		return uintptr(*(*uint32)(p))
	}
	return *(*uintptr)(p)
}

func (s *callStep) store(p unsafe.Pointer, word uintptr) {
	switch {
	case s.kind == stepPointer:
		*(*unsafe.Pointer)(p) = *(*unsafe.Pointer)(unsafe.Pointer(&word))
	case s.size == 1:
		*(*uint8)(p) = uint8(word)
	case s.size == 2:
		*(*uint16)(p) = uint16(word)
	case s.size == 4:
		*(*uint32)(p) = uint32(word)
	default:
		*(*uintptr)(p) = word
	}
}

// place returns where a step's word is.
func (s *callStep) place(regs *callRegs) *uintptr {
	switch {
	case s.reg < 0:
		return (*uintptr)(unsafe.Pointer(uintptr(regs.stack) + s.stack))
	case s.kind == stepFloat:
		return (*uintptr)(unsafe.Pointer(&regs.floats[s.reg]))
	}
	return &regs.ints[s.reg]
}

// call calls the function that fn points to with the arguments in frame, whose type funcLayout has
// made, and stores the results there.
func call(frametype *abi.Type, fn, frame unsafe.Pointer, stackArgsSize, stackRetOffset, frameSize uint32, _ *abi.RegArgs) {
	plan := &(*frameType)(unsafe.Pointer(frametype)).plan
	var regs callRegs
	var stackRoom [32]uintptr
	regs.stack = unsafe.Pointer(&stackRoom)
	regs.nstack = plan.nstack
	if plan.nstack > unsafe.Sizeof(stackRoom) {
		if plan.nstack > 4096 {
			panic("reflect: call of function with too many arguments")
		}
		// The frame keeps alive what these words point to.
		regs.stack = unsafe.Pointer(unsafe.SliceData(make([]uintptr, plan.nstack/8)))
	}
	if !plan.method {
		regs.ints[0] = uintptr(fn)
	}
	// Results in memory go to the stack first: compiled code stores them there without telling the
	// collector.
	var resultRoom [64]uintptr
	resultsAt := unsafe.Pointer(&resultRoom)
	if plan.memory {
		if plan.resultSize > unsafe.Sizeof(resultRoom) {
			resultsAt = unsafe.Pointer(uintptr(frame) + plan.retOffset)
		}
		regs.ints[plan.resultReg] = uintptr(resultsAt)
	}
	for i := range plan.args {
		step := &plan.args[i]
		from := unsafe.Pointer(uintptr(frame) + step.frame)
		if step.kind == stepMemory {
			*step.place(&regs) = uintptr(from)
		} else {
			*step.place(&regs) = loadWord(from, step.size)
		}
	}
	rgoInvoke(*(*uintptr)(fn), &regs)
	for i := range plan.results {
		step := &plan.results[i]
		step.store(unsafe.Pointer(uintptr(frame)+step.frame), *step.place(&regs))
	}
	if plan.memory && plan.resultSize <= unsafe.Sizeof(resultRoom) && plan.resultSize > 0 {
		copyPart(frametype, unsafe.Pointer(uintptr(frame)+plan.retOffset), resultsAt, plan.retOffset, plan.resultSize)
	}
}

// copyPart copies the part of a value of type t that begins at offset.
//
//go:noescape
func copyPart(t *abi.Type, dst, src unsafe.Pointer, offset, size uintptr)

// enter makes the frame of a function that reflection implements from what its caller passed.
func enter(frametype *abi.Type, regs *callRegs) unsafe.Pointer {
	plan := &(*frameType)(unsafe.Pointer(frametype)).plan
	if frametype.Size() == 0 {
		return nil
	}
	frame := unsafe_New(frametype)
	for i := range plan.args {
		step := &plan.args[i]
		to := unsafe.Pointer(uintptr(frame) + step.frame)
		word := *step.place(regs)
		if step.kind == stepMemory {
			typedmemmove(step.typ, to, *(*unsafe.Pointer)(unsafe.Pointer(&word)))
		} else {
			step.store(to, word)
		}
	}
	return frame
}

// leave passes the results in the frame to the caller. resultsAt is where it wants those in memory.
func leave(frametype *abi.Type, frame unsafe.Pointer, regs *callRegs, resultsAt uintptr) {
	plan := &(*frameType)(unsafe.Pointer(frametype)).plan
	for i := range plan.results {
		step := &plan.results[i]
		*step.place(regs) = loadWord(unsafe.Pointer(uintptr(frame)+step.frame), step.size)
	}
	if plan.memory && plan.resultSize > 0 {
		to := *(*unsafe.Pointer)(unsafe.Pointer(&resultsAt))
		memmove(to, unsafe.Pointer(uintptr(frame)+plan.retOffset), plan.resultSize)
	}
	regs.nstack = plan.nstack
}

// rgoCallReflect is the Go half of makeFuncStub.
func rgoCallReflect(ctxt *makeFuncImpl, regs *callRegs) {
	frametype, _, _ := funcLayout(ctxt.ftyp, nil)
	frame := enter(frametype, regs)
	resultsAt := regs.ints[1]
	var valid bool
	var none abi.RegArgs
	callReflect(ctxt, frame, &valid, &none)
	leave(frametype, frame, regs, resultsAt)
}

// rgoCallMethod is the Go half of methodValueCall.
func rgoCallMethod(ctxt *methodValue, regs *callRegs) {
	_, ftyp, _ := methodReceiver("call", ctxt.rcvr, ctxt.method)
	frametype, _, _ := funcLayout(ftyp, nil)
	frame := enter(frametype, regs)
	resultsAt := regs.ints[1]
	var valid bool
	var none abi.RegArgs
	callMethod(ctxt, frame, &valid, &none)
	leave(frametype, frame, regs, resultsAt)
}
