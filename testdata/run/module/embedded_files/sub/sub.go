// Package sub embeds a file of its own directory.
package sub

import _ "embed"

// Text is read from beside this file.
//
//go:embed own.txt
var Text string
