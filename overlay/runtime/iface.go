package runtime

import (
	"internal/abi"
	"internal/runtime/atomic"
	"unsafe"
)

// An itabTable is a hash table of itabs with open addressing: a power of two of slots, at most three
// quarters full. It is read without a lock: slots are set once, and a table that is too full is
// replaced. An itab whose Fun[0] is 0 records that the type lacks a method.
type itabTable struct {
	size  uintptr
	count uintptr
	slots [1 << 20]unsafe.Pointer // the first size of them
}

var (
	itabs    unsafe.Pointer // *itabTable
	itabLock mutex
)

const itabTableMin = 512

func newItabTable(size uintptr) *itabTable {
	header := unsafe.Offsetof(itabTable{}.slots)
	t := (*itabTable)(persistentalloc(header+size*unsafe.Sizeof(uintptr(0)), 8))
	t.size = size
	return t
}

// find returns the itab, or the slot for it.
func (t *itabTable) find(inter *interfacetype, typ *_type) (*itab, uintptr) {
	mask := t.size - 1
	// Quadratic steps visit every slot of a power of two.
	at := uintptr(inter.Type.Hash^typ.Hash) & mask
	for step := uintptr(1); ; step++ {
		tab := (*itab)(atomic.Loadp(unsafe.Pointer(&t.slots[at])))
		if tab == nil || tab.Inter == inter && tab.Type == typ {
			return tab, at
		}
		at = (at + step) & mask
	}
}

func (t *itabTable) add(tab *itab) {
	if old, at := t.find(tab.Inter, tab.Type); old == nil {
		atomic.StorepNoWB(unsafe.Pointer(&t.slots[at]), unsafe.Pointer(tab))
		t.count++
	}
}

// itabsLocked returns a table with room for one more; itabLock is held.
func itabsLocked() *itabTable {
	t := (*itabTable)(itabs)
	static := staticItabs()
	if t == nil {
		size := uintptr(itabTableMin)
		for size*3/4 < uintptr(len(static)) {
			size *= 2
		}
		t = newItabTable(size)
		for _, tab := range static {
			t.add(tab)
		}
	}
	if 4*(t.count+1) > 3*t.size {
		bigger := newItabTable(2 * t.size)
		for i := uintptr(0); i < t.size; i++ {
			if tab := (*itab)(t.slots[i]); tab != nil {
				bigger.add(tab)
			}
		}
		t = bigger
	}
	atomic.StorepNoWB(unsafe.Pointer(&itabs), unsafe.Pointer(t))
	return t
}

// likelyItab returns the itab of a type for an interface if it is in the first place to look, else
// nil.
func likelyItab(inter *interfacetype, typ *_type) *itab {
	t := (*itabTable)(atomic.Loadp(unsafe.Pointer(&itabs)))
	if t == nil {
		return nil
	}
	at := uintptr(inter.Type.Hash^typ.Hash) & (t.size - 1)
	tab := (*itab)(atomic.Loadp(unsafe.Pointer(&t.slots[at])))
	if tab == nil || tab.Inter != inter || tab.Type != typ {
		return nil
	}
	return tab
}

// getitab returns the itab of a type for an interface with methods. If the type lacks one, it
// returns nil or panics.
func getitab(inter *interfacetype, typ *_type, canfail bool) *itab {
	if typ.TFlag&abi.TFlagUncommon == 0 {
		if canfail {
			return nil
		}
		missing := toRType(&inter.Type).nameOff(inter.Methods[0].Name).Name()
		panic(&TypeAssertionError{nil, typ, &inter.Type, missing})
	}
	var tab *itab
	if t := (*itabTable)(atomic.Loadp(unsafe.Pointer(&itabs))); t != nil {
		tab, _ = t.find(inter, typ)
	}
	if tab == nil {
		lock(&itabLock)
		t := itabsLocked()
		if tab, _ = t.find(inter, typ); tab == nil {
			tab = newItab(inter, typ)
			t.add(tab)
		}
		unlock(&itabLock)
	}
	if tab.Fun[0] == 0 {
		if canfail {
			return nil
		}
		missing := fillItab(tab, false)
		panic(&TypeAssertionError{concrete: typ, asserted: &inter.Type, missingMethod: missing})
	}
	return tab
}

func newItab(inter *interfacetype, typ *_type) *itab {
	size := unsafe.Offsetof(itab{}.Fun) + uintptr(len(inter.Methods))*unsafe.Sizeof(uintptr(0))
	tab := (*itab)(persistentalloc(size, 8))
	tab.Inter, tab.Type, tab.Hash = inter, typ, typ.Hash
	fillItab(tab, true)
	return tab
}

// fillItab finds the code of each method; it returns the name of one that the type lacks. Both
// method lists are sorted by name.
func fillItab(tab *itab, store bool) (missing string) {
	inter, typ := tab.Inter, toRType(tab.Type)
	uncommon := typ.Uncommon()
	have := uncommon.Methods()
	code := unsafe.Slice(&tab.Fun[0], len(inter.Methods))
	var first uintptr
	for i := range inter.Methods {
		want := &inter.Methods[i]
		wantName := toRType(&inter.Type).nameOff(want.Name)
		wantType := toRType(&inter.Type).typeOff(want.Typ)
		found := -1
		for j := range have {
			m := &have[j]
			name := typ.nameOff(m.Name)
			if name.Name() == wantName.Name() && typ.typeOff(m.Mtyp) == wantType &&
				(name.IsExported() || samePackage(inter, wantName, typ, uncommon, name)) {
				found = j
				break
			}
		}
		if found < 0 {
			return wantName.Name()
		}
		ifn := uintptr(typ.textOff(have[found].Ifn))
		have = have[found+1:]
		// The first is stored last: until then the itab says "does not implement".
		if i == 0 {
			first = ifn
		} else if store {
			code[i] = ifn
		}
	}
	if store {
		code[0] = first
	}
	return ""
}

// samePackage reports whether two unexported names are from one package.
func samePackage(inter *interfacetype, want name, typ rtype, uncommon *abi.UncommonType, have name) bool {
	wantPath := pkgPath(want)
	if wantPath == "" {
		wantPath = inter.PkgPath.Name()
	}
	havePath := pkgPath(have)
	if havePath == "" {
		havePath = typ.nameOff(uncommon.PkgPath).Name()
	}
	return wantPath == havePath
}

// assertE2I returns the itab for a conversion to an interface with methods.
func assertE2I(inter *interfacetype, typ *_type) *itab {
	if typ == nil {
		panic(&TypeAssertionError{nil, nil, &inter.Type, ""})
	}
	if tab := likelyItab(inter, typ); tab != nil && tab.Fun[0] != 0 {
		return tab
	}
	return getitab(inter, typ, false)
}

// assertE2I2 is assertE2I in the comma-ok form: nil if the type lacks a method or is nil.
func assertE2I2(inter *interfacetype, typ *_type) *itab {
	if typ == nil {
		return nil
	}
	if tab := likelyItab(inter, typ); tab != nil {
		if tab.Fun[0] == 0 {
			return nil
		}
		return tab
	}
	return getitab(inter, typ, true)
}

func ifaceE2I(inter *interfacetype, e eface, dst *iface) {
	dst.tab = assertE2I(inter, e._type)
	dst.data = e.data
}

//go:linkname reflect_ifaceE2I reflect.ifaceE2I
func reflect_ifaceE2I(inter *interfacetype, e eface, dst *iface) { ifaceE2I(inter, e, dst) }

//go:linkname reflectlite_ifaceE2I internal/reflectlite.ifaceE2I
func reflectlite_ifaceE2I(inter *interfacetype, e eface, dst *iface) { ifaceE2I(inter, e, dst) }

// panicdottypeE panics because a value of type have (nil: no value) in an interface of type iface
// is not a want.
func panicdottypeE(have, want, iface *_type) {
	panic(&TypeAssertionError{iface, have, want, ""})
}

// panicdottypeI is panicdottypeE for interfaces with methods.
func panicdottypeI(have *itab, want, iface *_type) {
	var t *_type
	if have != nil {
		t = have.Type
	}
	panicdottypeE(t, want, iface)
}

// panicnildottype panics because a nil interface is not a want.
func panicnildottype(want *_type) {
	panic(&TypeAssertionError{nil, nil, want, ""})
}
