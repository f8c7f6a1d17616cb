//go:build go1.22

package older

// CaptureNew is in a file of a later version.
func CaptureNew() (fs []func() int) {
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i++; return i })
	}
	for _, v := range []int{10, 20} {
		fs = append(fs, func() int { return v })
	}
	return
}
