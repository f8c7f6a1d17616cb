package runtime

import "unsafe"

// State that packages keep per goroutine: FIPS 140, data-independent timing, synctest bubbles.

//go:linkname fips_getIndicator crypto/internal/fips140.getIndicator
func fips_getIndicator() uint8 { return getg().fipsIndicator }

//go:linkname fips_setIndicator crypto/internal/fips140.setIndicator
func fips_setIndicator(indicator uint8) { getg().fipsIndicator = indicator }

//go:linkname fips140_setBypass crypto/fips140.setBypass
func fips140_setBypass() { getg().fipsOnlyBypass = true }

//go:linkname fips140_unsetBypass crypto/fips140.unsetBypass
func fips140_unsetBypass() { getg().fipsOnlyBypass = false }

//go:linkname fips140_isBypassed crypto/fips140.isBypassed
func fips140_isBypassed() bool { return getg().fipsOnlyBypass }

// AMD64 has no such mode.
//
//go:linkname dit_setEnabled crypto/subtle.setDITEnabled
func dit_setEnabled() bool { return false }

//go:linkname dit_setDisabled crypto/subtle.setDITDisabled
func dit_setDisabled() {}

// Synctest bubbles are not supported yet: nothing is ever in one.

//go:linkname synctestRun internal/synctest.Run
func synctestRun(f func()) { panic("synctest.Run is not supported") }

//go:linkname synctestWait internal/synctest.Wait
func synctestWait() { panic("goroutine is not in a bubble") }

//go:linkname synctest_isInBubble internal/synctest.IsInBubble
func synctest_isInBubble() bool { return false }

//go:linkname synctest_acquire internal/synctest.acquire
func synctest_acquire() any { return nil }

//go:linkname synctest_release internal/synctest.release
func synctest_release(bubble any) {}

//go:linkname synctest_inBubble internal/synctest.inBubble
func synctest_inBubble(bubble any, f func()) { f() }

//go:linkname synctest_associate internal/synctest.associate
func synctest_associate(p unsafe.Pointer) int { return 0 }

//go:linkname synctest_disassociate internal/synctest.disassociate
func synctest_disassociate(bubble unsafe.Pointer) {}

//go:linkname synctest_isAssociated internal/synctest.isAssociated
func synctest_isAssociated(p unsafe.Pointer) bool { return false }

//go:linkname time_runtimeIsBubbled time.runtimeIsBubbled
func time_runtimeIsBubbled() bool { return false }
