package runtime

import "unsafe"

// Program counters that Callers returns are one more than an address within the call. Above their
// 32 low bits stands how many inlined calls to leave: one machine frame gives several.

// An rgoSymbol is what the tables of the executable say about a program counter
// (rt/src/trace/callers.rs).
type rgoSymbol struct {
	name, file      string
	line, startLine int
	entry           uintptr
	isInlined       bool
}

// rgo_symbolize describes the function at an address within a call.
//
//go:noescape
func rgo_symbolize(pc uintptr, out *rgoSymbol) bool

//go:noescape
func callers(skip int, pcbuf []uintptr) int

// A Func represents a function of the program.
type Func struct {
	opaque struct{} // unexported field to disallow conversions
}

// A function is what a *Func points to.
type function struct {
	rgoSymbol
}

func (f *Func) raw() *function { return (*function)(unsafe.Pointer(f)) }

// functions holds the one function of each entry; inlined ones are made anew.
var functions struct {
	lock    mutex
	byEntry map[uintptr]*function
}

func makeFunc(s *rgoSymbol) *Func {
	if s.isInlined {
		return (*Func)(unsafe.Pointer(&function{*s}))
	}
	lock(&functions.lock)
	f := functions.byEntry[s.entry]
	if f == nil {
		f = &function{*s}
		if functions.byEntry == nil {
			functions.byEntry = make(map[uintptr]*function)
		}
		functions.byEntry[s.entry] = f
	}
	unlock(&functions.lock)
	return (*Func)(unsafe.Pointer(f))
}

// inCall returns the address to look up for pc: what stands for a caller of inlined calls leads into
// them, anything else is taken as it is.
func inCall(pc uintptr) uintptr {
	if pc>>32 != 0 {
		return pc - 1
	}
	return pc
}

// FuncForPC returns the function that contains pc, or nil. If pc lies in an inlined call, it is the
// innermost function, with the entry of the outermost.
func FuncForPC(pc uintptr) *Func {
	var s rgoSymbol
	if !rgo_symbolize(inCall(pc), &s) {
		return nil
	}
	return makeFunc(&s)
}

// Name returns the name of the function.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	return f.raw().name
}

// Entry returns the entry address of the function.
func (f *Func) Entry() uintptr { return f.raw().entry }

// FileLine returns file and line of pc, an address in the function.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	fn := f.raw()
	if fn.isInlined {
		return fn.file, fn.line
	}
	var s rgoSymbol
	if !rgo_symbolize(inCall(pc), &s) {
		return "?", 0
	}
	return s.file, s.line
}

// A funcInfo names a function inside package runtime.
type funcInfo struct {
	symbol rgoSymbol
	ok     bool
}

func findfunc(pc uintptr) (f funcInfo) {
	f.ok = rgo_symbolize(pc, &f.symbol)
	return
}

func funcname(f funcInfo) string { return f.symbol.name }

// funcNameForPrint shortens type arguments, as the tables' names already do.
func funcNameForPrint(name string) string { return name }

// A Frame is what Frames.Next returns for each call.
type Frame struct {
	// PC is an address within the call.
	PC uintptr
	// Func is nil for inlined calls.
	Func *Func
	// Function is the path-qualified function name.
	Function string
	File     string
	Line     int

	startLine int

	// Entry is the entry address of the machine code the call is in.
	Entry uintptr
}

// Frames translates what Callers has returned.
type Frames struct {
	callers []uintptr
}

// CallersFrames prepares to return the frames of a slice of program counters. The slice must not
// change meanwhile.
func CallersFrames(callers []uintptr) *Frames { return &Frames{callers} }

// Next returns the next frame, and whether there are more.
func (f *Frames) Next() (frame Frame, more bool) {
	for len(f.callers) > 0 {
		pc := f.callers[0]
		f.callers = f.callers[1:]
		if pc != 0 && frame.fill(pc-1) {
			return frame, f.more()
		}
	}
	return
}

// more reports whether a frame is left.
func (f *Frames) more() bool {
	var s rgoSymbol
	for len(f.callers) > 0 {
		if pc := f.callers[0]; pc != 0 && rgo_symbolize(pc-1, &s) {
			return true
		}
		f.callers = f.callers[1:]
	}
	return false
}

func (f *Frame) fill(pc uintptr) bool {
	var s rgoSymbol
	if !rgo_symbolize(pc, &s) {
		return false
	}
	*f = Frame{PC: pc, Function: s.name, File: s.file, Line: s.line, startLine: s.startLine, Entry: s.entry}
	if !s.isInlined {
		f.Func = makeFunc(&s)
	}
	return true
}

//go:linkname runtime_FrameStartLine runtime/pprof.runtime_FrameStartLine
func runtime_FrameStartLine(f *Frame) int { return f.startLine }

//go:linkname runtime_FrameSymbolName runtime/pprof.runtime_FrameSymbolName
func runtime_FrameSymbolName(f *Frame) string { return f.Function }

// Every program counter stands for one frame: nothing is left to expand.
//
//go:linkname runtime_expandFinalInlineFrame runtime/pprof.runtime_expandFinalInlineFrame
func runtime_expandFinalInlineFrame(stk []uintptr) []uintptr { return stk }
