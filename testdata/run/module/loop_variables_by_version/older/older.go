// Package older is of an earlier language version than its importer.
package older

// Capture returns functions that capture loop variables.
func Capture() (fs []func() int) {
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i++; return i })
	}
	for k := range map[int]bool{7: true} {
		fs = append(fs, func() int { return k })
	}
	var ps []*int
	for _, v := range []int{1, 2, 3} {
		ps = append(ps, &v)
	}
	return append(fs, func() int { return *ps[0] + *ps[2] })
}

// Generic is instantiated by the importer and keeps the version of its own file.
func Generic[T ~int](xs ...T) (fs []func() T) {
	for _, x := range xs {
		fs = append(fs, func() T { return x })
	}
	return
}
