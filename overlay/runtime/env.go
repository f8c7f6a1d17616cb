package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// Arguments and environment, as the kernel passed them.
func rgo_args() []string
func rgo_envs() []string

// The linker sets them.
var modinfo, godebugDefault string

func gogetenv(key string) string {
	for _, env := range rgo_envs() {
		if len(env) > len(key) && env[len(key)] == '=' && env[:len(key)] == key {
			return env[len(key)+1:]
		}
	}
	return ""
}

//go:linkname os_runtime_args os.runtime_args
func os_runtime_args() []string { return append([]string{}, rgo_args()...) }

//go:linkname syscall_runtime_envs syscall.runtime_envs
func syscall_runtime_envs() []string { return append([]string{}, rgo_envs()...) }

//go:linkname getAuxv
func getAuxv() []uintptr

//go:linkname debug_modinfo runtime/debug.modinfo
func debug_modinfo() string { return modinfo }

// os_beforeExit runs what is to be done before an exit: nothing is.
//
//go:linkname os_beforeExit os.runtime_beforeExit
func os_beforeExit(exitCode int) {}

// GODEBUG: internal/godebug is told the value at start and whenever it changes.
var (
	godebugUpdate atomic.Pointer[func(string, string)]
	godebugEnv    atomic.Pointer[string]
)

//go:linkname godebug_setUpdate internal/godebug.setUpdate
func godebug_setUpdate(update func(string, string)) {
	godebugUpdate.Store(&update)
	godebugNotify()
}

func godebugNotify() {
	update := godebugUpdate.Load()
	if update == nil {
		return
	}
	var env string
	if changed := godebugEnv.Load(); changed != nil {
		env = *changed
	} else {
		env = gogetenv("GODEBUG")
	}
	(*update)(godebugDefault, env)
}

func rgo_setPanicNil(on bool)

// The runtime has read the environment's settings; here come the program's own.
func init() {
	setPanicNil(gogetenv("GODEBUG"))
}

func setPanicNil(godebug string) {
	value := godebugOption(godebug, "panicnil")
	if value == "" {
		value = godebugOption(godebugDefault, "panicnil")
	}
	rgo_setPanicNil(value == "1")
}

func godebugChanged(value string) {
	godebugEnv.Store(&value)
	setPanicNil(value)
	godebugNotify()
}

// godebugOption returns the value of an option in a GODEBUG value; the last one counts.
func godebugOption(godebug, key string) (value string) {
	for godebug != "" {
		end := 0
		for end < len(godebug) && godebug[end] != ',' {
			end++
		}
		option := godebug[:end]
		if len(option) > len(key) && option[len(key)] == '=' && option[:len(key)] == key {
			value = option[len(key)+1:]
		}
		if end == len(godebug) {
			break
		}
		godebug = godebug[end+1:]
	}
	return value
}

// Counters of settings that are not the default would be metrics, which there are none of.
//
//go:linkname godebug_registerMetric internal/godebug.registerMetric
func godebug_registerMetric(name string, read func() uint64) {}

//go:linkname godebug_setNewIncNonDefault internal/godebug.setNewIncNonDefault
func godebug_setNewIncNonDefault(newIncNonDefault func(string) func()) {}

//go:linkname syscall_runtimeSetenv syscall.runtimeSetenv
func syscall_runtimeSetenv(key, value string) {
	if key == "GODEBUG" {
		godebugChanged(value)
	}
}

//go:linkname syscall_runtimeUnsetenv syscall.runtimeUnsetenv
func syscall_runtimeUnsetenv(key string) {
	if key == "GODEBUG" {
		godebugChanged("")
	}
}

//go:linkname syscall_runtimeClearenv syscall.runtimeClearenv
func syscall_runtimeClearenv(env map[string]int) {
	if _, ok := env["GODEBUG"]; ok {
		godebugChanged("")
	}
}

// vgetrandom is the kernel's fast path for random bytes: the system call is used instead.
//
//go:linkname vgetrandom
func vgetrandom(p []byte, flags uint32) (ret int, supported bool) { return -1, false }

//go:linkname debug_WriteHeapDump runtime/debug.WriteHeapDump
func debug_WriteHeapDump(fd uintptr) {
	const text = "runtime: heap dumps are not supported\n"
	write(2, unsafe.Pointer(unsafe.StringData(text)), int32(len(text)))
}
