// Package deep has a map filled by its init function.
package deep

import "example.com/order/trace"

// Table has an entry from its literal and one from init.
var Table = map[string]int{"x": trace.Log("deep.literal", 3)}

func init() {
	Table["y"] = trace.Log("deep.init", len(Table))
}
