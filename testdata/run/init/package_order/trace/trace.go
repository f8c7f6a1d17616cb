// Package trace records the steps of initialisation.
package trace

import "fmt"

var steps []string

// Count is the number of steps logged.
var Count = start()

func start() int { steps = append(steps, "trace.start"); return 1 }

// Log records a step and returns its value.
func Log(s string, v int) int {
	steps = append(steps, fmt.Sprint(s, " = ", v))
	Count++
	return v
}

// Steps returns what was logged so far.
func Steps() []string { return steps }

func init() { Log("trace.init", 0) }
