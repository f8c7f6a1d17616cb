package runtime

import (
	"internal/abi"
	"unsafe"
)

// Finalizers and cleanups are kept in rt's books. Nothing is collected yet: they never run, and what
// they hold stays alive.

func rgo_setFinalizer(object, fn unsafe.Pointer) bool
func rgo_addCleanup(object unsafe.Pointer, fn func()) uint64
func rgo_stopCleanup(object uintptr, id uint64)
func rgo_pin(object unsafe.Pointer)
func rgo_unpin(object unsafe.Pointer)

// rgo_objectOf returns where the heap object that p points into begins and its size; ok is false if
// p points elsewhere. static reports that it points into the executable.
func rgo_objectOf(p unsafe.Pointer) (base, size uintptr, ok, static bool)

// SetFinalizer arranges for finalizer(obj) to run when obj is unreachable; nil removes it.
func SetFinalizer(obj any, finalizer any) {
	e := efaceOf(&obj)
	if e._type == nil {
		throw("runtime.SetFinalizer: first argument is nil")
	}
	typ := toRType(e._type)
	if e._type.Kind() != abi.Pointer {
		throw("runtime.SetFinalizer: first argument is " + typ.string() + ", not pointer")
	}
	elem := (*ptrtype)(unsafe.Pointer(e._type)).Elem
	base, _, ok, static := rgo_objectOf(e.data)
	if !ok {
		if static {
			return
		}
		throw("runtime.SetFinalizer: pointer not in allocated block")
	}
	// Small objects without pointers may share a slot.
	if uintptr(e.data) != base && (elem.Pointers() || elem.Size_ >= 16) {
		throw("runtime.SetFinalizer: pointer not at beginning of allocated block")
	}
	f := efaceOf(&finalizer)
	if f._type == nil {
		rgo_setFinalizer(e.data, nil)
		return
	}
	if f._type.Kind() != abi.Func {
		throw("runtime.SetFinalizer: second argument is " + toRType(f._type).string() + ", not a function")
	}
	ft := (*functype)(unsafe.Pointer(f._type))
	misfit := "runtime.SetFinalizer: cannot pass " + typ.string() + " to finalizer " + toRType(f._type).string()
	if ft.IsVariadic() {
		throw(misfit + " because dotdotdot")
	}
	if ft.InCount != 1 || !accepts(ft.InSlice()[0], e._type) {
		throw(misfit)
	}
	if !rgo_setFinalizer(e.data, f.data) {
		throw("runtime.SetFinalizer: finalizer already set")
	}
}

// accepts reports whether a parameter of type param takes a pointer of type arg.
func accepts(param, arg *_type) bool {
	switch {
	case param == arg:
		return true
	case param.Kind() == abi.Pointer:
		same := (*ptrtype)(unsafe.Pointer(param)).Elem == (*ptrtype)(unsafe.Pointer(arg)).Elem
		return same && (param.Uncommon() == nil || arg.Uncommon() == nil)
	case param.Kind() == abi.Interface:
		inter := (*interfacetype)(unsafe.Pointer(param))
		return len(inter.Methods) == 0 || assertE2I2(inter, arg) != nil
	}
	return false
}

// A Cleanup is a handle to an AddCleanup.
type Cleanup struct {
	id  uint64
	ptr uintptr
}

// AddCleanup arranges for cleanup(arg) to run when ptr is unreachable.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	ptr = abi.Escape(ptr)
	if ptr == nil {
		panic("runtime.AddCleanup: ptr is nil")
	}
	base, size, ok, static := rgo_objectOf(unsafe.Pointer(ptr))
	if kind := abi.TypeOf(arg).Kind(); kind == abi.Pointer || kind == abi.UnsafePointer {
		to := *(*unsafe.Pointer)(unsafe.Pointer(&arg))
		if to == unsafe.Pointer(ptr) {
			panic("runtime.AddCleanup: ptr is equal to arg, cleanup will never run")
		}
		if ok && size > 16 && uintptr(to)-base < size {
			panic("runtime.AddCleanup: ptr is within arg, cleanup will never run")
		}
	}
	if !ok {
		if static {
			return Cleanup{}
		}
		panic("runtime.AddCleanup: ptr not in allocated block")
	}
	id := rgo_addCleanup(unsafe.Pointer(ptr), func() { cleanup(arg) })
	return Cleanup{id, uintptr(unsafe.Pointer(ptr))}
}

// Stop cancels the cleanup.
func (c Cleanup) Stop() {
	if c.id != 0 {
		rgo_stopCleanup(c.ptr, c.id)
	}
}

// A Pinner keeps objects where they are, which they do anyway, and alive.
type Pinner struct {
	*pinner
}

type pinner struct {
	objects []unsafe.Pointer
}

// Pin pins the object that pointer points to.
func (p *Pinner) Pin(pointer any) {
	e := efaceOf(&pointer)
	if e._type == nil {
		panic(errorString("runtime.Pinner: argument is nil"))
	}
	if kind := e._type.Kind(); kind != abi.Pointer && kind != abi.UnsafePointer {
		panic(errorString("runtime.Pinner: argument is not a pointer: " + toRType(e._type).string()))
	}
	if p.pinner == nil {
		p.pinner = new(pinner)
	}
	if base, _, ok, _ := rgo_objectOf(e.data); ok {
		rgo_pin(unsafe.Pointer(base))
		p.objects = append(p.objects, unsafe.Pointer(base))
	}
}

// Unpin unpins all of them.
func (p *Pinner) Unpin() {
	if p.pinner == nil {
		return
	}
	for _, object := range p.objects {
		rgo_unpin(object)
	}
	p.objects = nil
}
