package runtime

import (
	"internal/abi"
	"unsafe"
)

type (
	_type         = abi.Type
	name          = abi.Name
	nameOff       = abi.NameOff
	typeOff       = abi.TypeOff
	textOff       = abi.TextOff
	arraytype     = abi.ArrayType
	chantype      = abi.ChanType
	functype      = abi.FuncType
	interfacetype = abi.InterfaceType
	ptrtype       = abi.PtrType
	structtype    = abi.StructType
	itab          = abi.ITab
)

// An rtype resolves the offsets in a descriptor.
type rtype struct{ *abi.Type }

func toRType(t *abi.Type) rtype { return rtype{t} }

func (t rtype) string() string {
	s := t.nameOff(t.Str).Name()
	if t.TFlag&abi.TFlagExtraStar != 0 {
		return s[1:]
	}
	return s
}

// pkgpath returns the import path of the package that declares the type, or for a type literal of
// the package whose unexported names it mentions.
func (t rtype) pkgpath() string {
	if u := t.Uncommon(); u != nil {
		return t.nameOff(u.PkgPath).Name()
	}
	switch t.Kind() {
	case abi.Struct:
		return (*structtype)(unsafe.Pointer(t.Type)).PkgPath.Name()
	case abi.Interface:
		return (*interfacetype)(unsafe.Pointer(t.Type)).PkgPath.Name()
	}
	return ""
}

func (t rtype) nameOff(off nameOff) name {
	return name{Bytes: (*byte)(resolve(moduleTypes(), int32(off)))}
}

func (t rtype) typeOff(off typeOff) *_type {
	return (*_type)(resolve(moduleTypes(), int32(off)))
}

func (t rtype) textOff(off textOff) unsafe.Pointer {
	if off <= 0 {
		return resolveCode(int32(off))
	}
	return resolve(moduleText(), int32(off))
}

// moduleTypes and moduleText return the addresses that positive offsets are relative to.
func moduleTypes() uintptr
func moduleText() uintptr

// typelinks returns all descriptors that reflection may find, sorted by string.
func typelinks() []*abi.Type

// staticItabs returns the itabs of the executable.
func staticItabs() []*itab

// unreachableMethod is the code of methods that the linker has dropped.
func unreachableMethod()

// resolve returns what an offset leads to. Zero and -1 lead nowhere; other negative ones are ids of
// objects made at run time.
func resolve(base uintptr, off int32) unsafe.Pointer {
	if off > 0 {
		return unsafe.Pointer(base + uintptr(off))
	}
	if off >= -1 {
		return nil
	}
	lock(&madeObjects.lock)
	p := madeObjects.byID[-2-off]
	unlock(&madeObjects.lock)
	return p
}

// resolveCode is resolve for code, of which -1 and 0 say that it was dropped.
func resolveCode(off int32) unsafe.Pointer {
	if off < -1 {
		return resolve(0, off)
	}
	return unsafe.Pointer(abi.FuncPCABIInternal(unreachableMethod))
}

// madeObjects are names, types and code that reflect made: offset -2-i is byID[i].
var madeObjects struct {
	lock mutex
	byID []unsafe.Pointer
	ids  map[unsafe.Pointer]int32
}

//go:linkname reflect_addReflectOff reflect.addReflectOff
func reflect_addReflectOff(ptr unsafe.Pointer) int32 {
	lock(&madeObjects.lock)
	id, ok := madeObjects.ids[ptr]
	if !ok {
		id = int32(len(madeObjects.byID))
		if madeObjects.ids == nil {
			madeObjects.ids = make(map[unsafe.Pointer]int32)
		}
		madeObjects.ids[ptr] = id
		madeObjects.byID = append(madeObjects.byID, ptr)
	}
	unlock(&madeObjects.lock)
	return -2 - id
}

//go:linkname reflect_resolveNameOff reflect.resolveNameOff
func reflect_resolveNameOff(_ unsafe.Pointer, off int32) unsafe.Pointer {
	return resolve(moduleTypes(), off)
}

//go:linkname reflect_resolveTypeOff reflect.resolveTypeOff
func reflect_resolveTypeOff(_ unsafe.Pointer, off int32) unsafe.Pointer {
	return resolve(moduleTypes(), off)
}

//go:linkname reflect_resolveTextOff reflect.resolveTextOff
func reflect_resolveTextOff(t unsafe.Pointer, off int32) unsafe.Pointer {
	return toRType((*_type)(t)).textOff(textOff(off))
}

//go:linkname reflectlite_resolveNameOff internal/reflectlite.resolveNameOff
func reflectlite_resolveNameOff(_ unsafe.Pointer, off int32) unsafe.Pointer {
	return resolve(moduleTypes(), off)
}

//go:linkname reflectlite_resolveTypeOff internal/reflectlite.resolveTypeOff
func reflectlite_resolveTypeOff(_ unsafe.Pointer, off int32) unsafe.Pointer {
	return resolve(moduleTypes(), off)
}

//go:linknamestd reflect_compiledTypelinks reflect.compiledTypelinks
func reflect_compiledTypelinks() ([]*abi.Type, [][]*abi.Type) { return typelinks(), nil }

//go:linknamestd reflect_adjustAIXGCDataForRuntime reflect.adjustAIXGCDataForRuntime
func reflect_adjustAIXGCDataForRuntime(addr *byte) *byte { return addr }

//go:linkname maps_typeString internal/runtime/maps.typeString
func maps_typeString(t *abi.Type) string { return toRType(t).string() }

// pkgPath returns the import path in an unexported name that carries one.
func pkgPath(n name) string {
	if n.Bytes == nil || *n.Data(0)&(1<<2) == 0 {
		return ""
	}
	// Behind name and tag lies the offset of the path's name, unaligned.
	i, l := n.ReadVarint(1)
	off := 1 + i + l
	if n.HasTag() {
		i2, l2 := n.ReadVarint(off)
		off += i2 + l2
	}
	var path nameOff
	for b := 0; b < 4; b++ {
		path |= nameOff(*n.Data(off + b)) << (8 * b)
	}
	return rtype{}.nameOff(path).Name()
}
