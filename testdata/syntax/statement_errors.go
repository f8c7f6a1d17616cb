package p

func f() {
	if x = 1 {
	}
	if a + b = c {
	}
	if x := 1; {
	}
	for i := 0; i < 10 {
	}
	for var i = 0; i < 10; i++ {
	}
	for i := 0; i < 10; j := 1 {
	}
	if x
	{
	}
	else {
	}
	switch {
		x = 1
	case 1:
	}
	go (f())
	defer f
	a, b
	x.
	y[]
	y[1:2:]
	y[::3]
	f(1, 2
	)
	label:
}

func g() {
	break
	continue
	goto missing
	goto over
	x := 1
over:
	goto in
	{
	in:
	}
unused:
	for {
		fallthrough
		break unused2
		continue over
	}
	switch {
	case true:
		if x > 0 {
			fallthrough
		}
	default:
		fallthrough
	}
	switch any(x).(type) {
	case int:
		fallthrough
	default:
	}
}

func (a T, b T) m() {}
func () n() {}
func (x, y.z) o(a, b int, c) {}
func p(...int, x int) (...int) {}
func q[P](P) {}
func r[]() {}
func
{
}
x := 1
import "late"
