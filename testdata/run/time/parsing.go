// run

// time: Parse and ParseInLocation, errors with their texts, out-of-range values, fractional seconds, durations.
package main

import (
	"errors"
	"fmt"
	"time"
)

func main() {
	for _, c := range [][2]string{
		{time.RFC3339, "2024-02-29T12:34:56Z"}, {time.RFC3339, "2023-02-29T00:00:00Z"}, {time.RFC3339, "2024-01-01T00:00:00+05:30"}, {time.RFC3339, "2024-01-01T24:00:00Z"}, {time.RFC3339, "2024-13-01T00:00:00Z"}, {time.RFC3339, "2024-01-01 00:00:00Z"},
		{time.RFC3339, "2024-01-01T00:00:00.123456789123Z"}, {time.RFC3339Nano, "2024-01-01T00:00:00.5-08:00"}, {time.ANSIC, "Mon Jan  2 15:04:05 2006"}, {time.UnixDate, "Mon Jan  2 15:04:05 MST 2006"}, {time.RFC1123Z, "Tue, 10 Nov 2009 23:00:00 -0700"},
		{time.Kitchen, "3:04PM"}, {time.Kitchen, "12:00AM"}, {time.Kitchen, "13:00PM"}, {time.DateOnly, "2024-1-1"}, {time.DateOnly, "2024-01-01x"}, {time.DateOnly, ""}, {time.TimeOnly, "23:59:60"}, {"2006-002", "2024-366"}, {"2006-002", "2023-366"},
		{"Jan _2 06", "feb 29 00"}, {"January 2", "MAY 31"}, {"January 2", "Foo 1"}, {"15:04:05.000", "01:02:03.456"}, {"15:04:05.000", "01:02:03.45"}, {"15:04:05", "01:02:03.456"}, {"05,999", "07,5"}, {"Monday 2 Jan 2006", "Friday 29 Feb 2024"}, {"-07:00:00", "+01:02:03"}, {"Z07", "Z"}, {"MST", "GMT+3"}, {"MST", "WXYZ"}, {"MST", "x"}, {"06", "69"}, {"06", "68"}, {"3 pm", "5 AM"}, {"2006", "123"}, {"__2", " 60"},
	} {
		t, err := time.Parse(c[0], c[1])
		if err != nil {
			fmt.Println(err)
		} else {
			fmt.Println(t)
		}
	}
	est := time.FixedZone("EST", -5*3600)
	t, err := time.ParseInLocation(time.DateTime, "2024-05-06 07:08:09", est)
	fmt.Println(t, err, t.UTC())
	_, err = time.Parse(time.DateOnly, "yesterday")
	var pe *time.ParseError
	fmt.Println(errors.As(err, &pe), pe.Layout, pe.Value, pe.LayoutElem, pe.ValueElem, pe.Message)
	for _, s := range []string{"0", "1s", "-1.5h", "1h2m3.004s", "1us2µs3μs4ns", "100ms", ".5s", "1.s", "9223372036854775807ns", "9223372036854775808ns", "-9223372036854775808ns", "2562047h47m16.854775807s", "", "1", "s", "1x", "1h-2m", "--1s", "+5m", "1e3s", "0.100000000000000000001s", "99999999999999999999h"} {
		d, err := time.ParseDuration(s)
		fmt.Print(d, " ", err, "; ")
	}
	fmt.Println()
	loc, err := time.LoadLocation("UTC")
	fmt.Println(loc, err)
	_, err = time.LoadLocation("../etc/passwd")
	fmt.Println(err)
	l2, err := time.LoadLocation("")
	fmt.Println(l2 == time.UTC, err)
}
