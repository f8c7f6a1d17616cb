package p

func f(ch chan int, m map[string][]int) (err error) {
	var x, y int = 1, 2
	const c, d = iota, "d"
	type local struct{ a, b int }
	x, y = y, x
	x += 1
	x &^= y
	ch <- <-ch
	go func() {}()
	defer f(nil, m)
	;
outer:
	for i := 0; i < 10; i++ {
		switch y := any(x).(type) {
		case nil, int:
			continue outer
		case *local, func(int) string:
			_ = y
		default:
			break outer
		}
		switch x := x; {
		case x > 0:
			fallthrough
		default:
		}
	}
	for range 3 {
	}
	for range ch {
	}
	for k, v := range m {
		m[k] = v[1:2:3]
	}
	for x < 1 {
	}
	for {
		select {
		case v, ok := <-ch:
			_, _ = v, ok
		case ch <- 1:
		case <-ch:
		default:
			goto done
		}
	}
done:
	if v := m["k"]; len(v) > 0 {
		return nil
	} else if p := (&local{1, 2}); p.a == p.b {
		return
	} else {
		*p = local{b: 3}
	}
	{
		_ = struct{ T int "tag" }{}
		_ = [...]string{2: "a", "b"}
		_ = map[[2]int]struct{}{{1, 2}: {}}
		_ = (<-chan int)(nil)
		_ = func(a, b int, rest ...string) (x, y int) { return }
	}
	return
}
