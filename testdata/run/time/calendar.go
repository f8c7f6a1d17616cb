// run

// time: names of months and weekdays, leap years, days between dates, tickers and Tick, binary and text appenders.
package main

import (
	"fmt"
	"time"
)

func days(y int, m time.Month) int { return time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day() }

func calendar(y int, m time.Month) {
	first := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	fmt.Printf("%14s %d\n", m, y)
	for d := time.Sunday; d <= time.Saturday; d++ {
		fmt.Printf("%3.2s", d)
	}
	fmt.Printf("\n%*s", 3*int(first.Weekday()), "")
	for d := first; d.Month() == m; d = d.AddDate(0, 0, 1) {
		fmt.Printf("%3d", d.Day())
		if d.Weekday() == time.Saturday {
			fmt.Println()
		}
	}
	fmt.Println()
}

func easter(y int) time.Time {
	a, b, c := y%19, y/100, y%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(y, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

func main() {
	for m := time.January; m <= time.December; m++ {
		fmt.Print(m, " ", days(2023, m), days(2024, m), days(1900, m), days(2000, m), " ")
	}
	fmt.Println()
	for _, d := range []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday} {
		fmt.Print(d.String(), d, " ")
	}
	fmt.Println(time.October.String(), time.UTC.String())
	calendar(2024, time.February)
	calendar(2026, time.August)
	for _, y := range []int{1818, 2000, 2008, 2024, 2025, 2038, 2285} {
		fmt.Print(easter(y).Format("2 Jan 2006, "))
	}
	fmt.Println()
	n := 0
	for d := time.Date(1901, 1, 13, 0, 0, 0, 0, time.UTC); d.Year() <= 2000; d = d.AddDate(0, 1, 0) {
		if d.Weekday() == time.Friday {
			n++
		}
	}
	fmt.Println("Fridays the 13th:", n)

	t := time.Date(2024, 5, 6, 7, 8, 9, 10, time.FixedZone("Z", -3600))
	b, err := t.AppendBinary([]byte("bin:"))
	fmt.Printf("%x %v\n", b, err)
	b, err = t.AppendText([]byte("text:"))
	fmt.Printf("%s %v\n", b, err)
	g, _ := t.GobEncode()
	var u time.Time
	fmt.Println(u.GobDecode(g), u.Equal(t), t.String() == u.String())
	tick := time.Tick(time.Millisecond)
	a, c := <-tick, <-tick
	fmt.Println(c.After(a), cap(tick))
	_, err = time.Parse(time.Kitchen, "noon")
	fmt.Println(err.(*time.ParseError).Error() == err.Error())
}
