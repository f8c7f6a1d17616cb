// run

// time: Format with every layout constant and directive, for fixed times in UTC and fixed zones.
package main

import (
	"fmt"
	"time"
)

func main() {
	est := time.FixedZone("EST", -5*3600)
	odd := time.FixedZone("", 3*3600+25*60+45)
	ts := []time.Time{
		time.Date(2006, 1, 2, 15, 4, 5, 123456789, time.UTC), time.Date(2024, 2, 29, 0, 0, 0, 0, est), time.Date(1999, 12, 31, 23, 59, 59, 999999999, odd),
		time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(12345, 6, 7, 8, 9, 10, 11000, time.UTC), time.Date(-44, 3, 15, 12, 0, 0, 0, time.UTC), {},
	}
	layouts := []string{time.Layout, time.ANSIC, time.UnixDate, time.RubyDate, time.RFC822, time.RFC822Z, time.RFC850, time.RFC1123, time.RFC1123Z, time.RFC3339, time.RFC3339Nano, time.Kitchen, time.Stamp, time.StampMilli, time.StampMicro, time.StampNano, time.DateTime, time.DateOnly, time.TimeOnly,
		"Monday Mon January Jan 1 01 _1 2 02 _2 002 __2 06 2006", "15 3 03 4 04 5 05 PM pm", "-0700 -07:00 -07 -070000 -07:00:00 Z0700 Z07:00 Z07 Z070000 Z07:00:00 MST", ".0 .00 .000000000 .9 .99 .999999999 ,000 ,999", "5.000 5.999 05.00000", "Janx Mondayx 20060 text 1502 4", ""}
	for _, t := range ts {
		for _, l := range layouts {
			fmt.Printf("%s|", t.Format(l))
		}
		fmt.Println()
		fmt.Println(t, t.GoString(), string(t.AppendFormat([]byte("at "), time.Kitchen)))
	}
	t := ts[0]
	fmt.Println(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Weekday(), t.YearDay(), t.Location(), t.In(est), t.In(est).Location())
	y, w := t.ISOWeek()
	h, m, s := t.Clock()
	yy, mm, dd := t.Date()
	n, off := ts[2].Zone()
	fmt.Println(y, w, h, m, s, yy, mm, dd, n == "", off, time.Month(13), time.Weekday(9), time.March, time.Saturday)
	for y := 2018; y < 2027; y++ {
		a, b := time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC).ISOWeek()
		c, d := time.Date(y, 12, 31, 0, 0, 0, 0, time.UTC).ISOWeek()
		fmt.Print(a, b, c, d, " ")
	}
	fmt.Println()
	j, err := t.MarshalJSON()
	fmt.Println(string(j), err)
	x, err := t.MarshalText()
	fmt.Println(string(x), err)
	_, err = ts[4].MarshalText()
	fmt.Println(err)
	b, err := ts[2].MarshalBinary()
	fmt.Printf("%x %v\n", b, err)
	var back time.Time
	fmt.Println(back.UnmarshalBinary(b), back.Equal(ts[2]), back.UnmarshalJSON(j), back, back.UnmarshalText([]byte("bad")))
}
