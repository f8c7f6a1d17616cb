package sig

// Markers that tools look for in gc's binaries.

func BoringCrypto()   {}
func FIPSOnly()       {}
func StandardCrypto() {}
