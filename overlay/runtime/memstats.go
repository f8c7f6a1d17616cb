package runtime

// A MemStats records statistics about the allocator (rt/src/trace/memstats.rs). Nothing is freed
// yet, so what tells about frees and collections is zero.
type MemStats struct {
	Alloc         uint64 // bytes of heap objects
	TotalAlloc    uint64 // the same, with those freed
	Sys           uint64 // sum of the XSys fields
	Lookups       uint64
	Mallocs       uint64 // objects allocated
	Frees         uint64 // objects freed
	HeapAlloc     uint64 // as Alloc
	HeapSys       uint64 // bytes of address space for the heap
	HeapIdle      uint64 // bytes of it not in use
	HeapInuse     uint64 // bytes in use
	HeapReleased  uint64 // bytes the system has back, or never gave
	HeapObjects   uint64
	StackInuse    uint64
	StackSys      uint64
	MSpanInuse    uint64
	MSpanSys      uint64
	MCacheInuse   uint64
	MCacheSys     uint64
	BuckHashSys   uint64
	GCSys         uint64
	OtherSys      uint64
	NextGC        uint64
	LastGC        uint64
	PauseTotalNs  uint64
	PauseNs       [256]uint64
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32
	GCCPUFraction float64
	EnableGC      bool
	DebugGC       bool
	BySize        [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

//go:noescape
func rgo_readMemStats(m *MemStats)

// ReadMemStats fills m.
func ReadMemStats(m *MemStats) { rgo_readMemStats(m) }

// readGCStats returns pauses, their ends, and three numbers: none of the first two, time of the last
// collection, their number, total pause.
//
//go:linkname readGCStats runtime/debug.readGCStats
func readGCStats(pauses *[]uint64) {
	var m MemStats
	rgo_readMemStats(&m)
	*pauses = append((*pauses)[:0], m.LastGC, uint64(m.NumGC), m.PauseTotalNs)
}
