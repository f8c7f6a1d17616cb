// Package left uses right, both modules of the workspace.
package left

import "example.com/right/deep"

// Value comes from the other module.
var Value = deep.Value * 2
