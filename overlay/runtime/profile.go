package runtime

import (
	"internal/profilerecord"
	"unsafe"
)

// The profiling interface. No samples are taken yet: profiles are empty, rates are remembered.
// The goroutine profile is real as far as the current goroutine goes.

// MemProfileRate is the mean number of bytes between samples of the heap profile.
var MemProfileRate int = 512 * 1024

// A StackRecord is a call stack.
type StackRecord struct {
	Stack0 [32]uintptr // ends at the first 0
}

// Stack returns the call stack.
func (r *StackRecord) Stack() []uintptr { return untilZero(r.Stack0[:]) }

func untilZero(pcs []uintptr) []uintptr {
	for i, pc := range pcs {
		if pc == 0 {
			return pcs[:i]
		}
	}
	return pcs
}

// A MemProfileRecord describes the objects allocated by a call stack.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [32]uintptr // ends at the first 0
}

// InUseBytes returns the bytes in use.
func (r *MemProfileRecord) InUseBytes() int64 { return r.AllocBytes - r.FreeBytes }

// InUseObjects returns the objects in use.
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }

// Stack returns the call stack.
func (r *MemProfileRecord) Stack() []uintptr { return untilZero(r.Stack0[:]) }

// A BlockProfileRecord describes waiting at a call stack.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

var mutexProfileFraction int

// SetBlockProfileRate sets how many nanoseconds of waiting make a sample.
func SetBlockProfileRate(rate int) {}

// SetMutexProfileFraction sets which share of contention events is sampled; negative only asks.
func SetMutexProfileFraction(rate int) int {
	old := mutexProfileFraction
	if rate >= 0 {
		mutexProfileFraction = rate
	}
	return old
}

// MemProfile returns the heap profile.
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) { return 0, true }

// BlockProfile returns the block profile.
func BlockProfile(p []BlockProfileRecord) (n int, ok bool) { return 0, true }

// MutexProfile returns the mutex profile.
func MutexProfile(p []BlockProfileRecord) (n int, ok bool) { return 0, true }

// ThreadCreateProfile returns where threads were created.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool) { return 0, true }

// GoroutineProfile returns the stacks of all goroutines: the current one's is known.
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	n = NumGoroutine()
	if len(p) < n {
		return n, false
	}
	clear(p[:n])
	if n > 0 {
		callers(1, p[0].Stack0[:])
	}
	return n, true
}

// CPUProfile is gone.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

// SetCPUProfileRate sets the rate of the CPU profile.
func SetCPUProfileRate(hz int) {}

// StartTrace starts an execution trace, which there is none of.
func StartTrace() error { return errorString("execution tracing is not supported") }

// StopTrace stops it.
func StopTrace() {}

// ReadTrace returns the next piece of it.
func ReadTrace() (buf []byte) { return nil }

//go:linkname pprof_goroutineProfileWithLabels
func pprof_goroutineProfileWithLabels(p []profilerecord.StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	n = NumGoroutine()
	if len(p) < n {
		return n, false
	}
	clear(p[:n])
	clear(labels)
	if n > 0 {
		stack := make([]uintptr, 128)
		p[0].Stack = stack[:callers(1, stack)]
		if len(labels) > 0 {
			labels[0] = getg().labels
		}
	}
	return n, true
}

//go:linkname pprof_goroutineLeakProfileWithLabels
func pprof_goroutineLeakProfileWithLabels(p []profilerecord.StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	return 0, true
}

//go:linkname pprof_memProfileInternal
func pprof_memProfileInternal(p []profilerecord.MemProfileRecord, inuseZero bool) (n int, ok bool) {
	return 0, true
}

//go:linkname pprof_blockProfileInternal
func pprof_blockProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) { return 0, true }

//go:linkname pprof_mutexProfileInternal
func pprof_mutexProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) { return 0, true }

//go:linkname pprof_threadCreateInternal
func pprof_threadCreateInternal(p []profilerecord.StackRecord) (n int, ok bool) { return 0, true }

//go:linkname pprof_fpunwindExpand
func pprof_fpunwindExpand(dst, src []uintptr) int { return copy(dst, src) }

//go:linkname pprof_makeProfStack
func pprof_makeProfStack() []uintptr { return make([]uintptr, 128) }

//go:linkname pprof_cyclesPerSecond runtime/pprof.runtime_cyclesPerSecond
func pprof_cyclesPerSecond() int64 { return 1e9 }

//go:linkname pprof_readProfile runtime/pprof.readProfile
func pprof_readProfile() (data []uint64, tags []unsafe.Pointer, eof bool) { return nil, nil, true }

//go:linkname goroutineleakcount runtime/pprof.runtime_goroutineleakcount
func goroutineleakcount() int { return 0 }

//go:linkname goroutineLeakGC runtime/pprof.runtime_goroutineLeakGC
func goroutineLeakGC() { GC() }

//go:linkname runtime_setProfLabel runtime/pprof.runtime_setProfLabel
func runtime_setProfLabel(labels unsafe.Pointer) { getg().labels = labels }

//go:linkname runtime_getProfLabel runtime/pprof.runtime_getProfLabel
func runtime_getProfLabel() unsafe.Pointer { return getg().labels }

//go:linkname trace_userTaskCreate runtime/trace.userTaskCreate
func trace_userTaskCreate(id, parentID uint64, taskType string) {}

//go:linkname trace_userTaskEnd runtime/trace.userTaskEnd
func trace_userTaskEnd(id uint64) {}

//go:linkname trace_userRegion runtime/trace.userRegion
func trace_userRegion(id, mode uint64, regionType string) {}

//go:linkname trace_userLog runtime/trace.userLog
func trace_userLog(id uint64, category, message string) {}

// The trace clock ticks every 64 nanoseconds.
const traceTick = 64

//go:linkname traceClockUnitsPerSecond runtime/trace.runtime_traceClockUnitsPerSecond
func traceClockUnitsPerSecond() uint64 { return 1e9 / traceTick }

//go:linkname traceClockNow
func traceClockNow() uint64 { return uint64(nanotime()) / traceTick }

//go:linkname traceAdvance
func traceAdvance(stopTrace bool) {}
