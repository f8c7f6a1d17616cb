package p

var (
	_ = 0
	_ = 1_000
	_ = 0b1010_1010
	_ = 0o17
	_ = 017
	_ = 0xBad_Face
	_ = 0.
	_ = .5e-3
	_ = 1e+9
	_ = 0x1p-2
	_ = 0x.8P0
	_ = 3i
	_ = 0x1p4i
	_ = 'a'
	_ = '\''
	_ = '\x41'
	_ = '\u00e4'
	_ = '世'
	_ = ""
	_ = "a\tb\"\\\101\U0001F600"
	_ = `raw \n
text`
)

// Automatic semicolons end statements after names, literals, closing brackets and a few keywords.
func f() {
	x := 1 /* a comment of
	several lines is a newline */ y := 2
	x++ // and so is the end of this one
	return
}
