// run

// time: Add, Sub, AddDate, Truncate, Round, comparisons, Unix conversions and duration methods at extremes.
package main

import (
	"fmt"
	"math"
	"time"
)

func main() {
	t := time.Date(2024, 1, 31, 23, 59, 59, 999999999, time.UTC)
	fmt.Println(t.Add(1), t.Add(-24*time.Hour), t.AddDate(0, 1, 0), t.AddDate(-4, 0, 30), t.AddDate(0, -11, -31), t.AddDate(1, 1, 1))
	fmt.Println(time.Date(2024, 14, -3, 25, 61, 61, -5, time.UTC), time.Date(2023, 0, 0, 0, 0, 0, 0, time.UTC), time.Date(2024, time.February, 30, 0, 0, 0, 0, time.UTC))
	u := time.Date(2024, 3, 1, 0, 0, 0, 0, time.FixedZone("X", 3600))
	fmt.Println(u.Sub(t), t.Sub(u), t.Before(u), t.After(u), t.Equal(t.In(u.Location())), t == t.In(u.Location()), t.Compare(u), u.Compare(u))
	far, old := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	fmt.Println(far.Sub(old), old.Sub(far), old.IsZero(), time.Time{}.Equal(old), old.Unix(), far.Unix())
	for _, d := range []time.Duration{time.Nanosecond, time.Microsecond, time.Second, 7 * time.Second, time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 0, -1} {
		fmt.Print(t.Truncate(d).Format("01-02T15:04:05.999999999"), " ", t.Round(d).Format("01-02T15:04:05.999999999"), "; ")
	}
	fmt.Println()
	fmt.Println(t.Unix(), t.UnixMilli(), t.UnixMicro(), t.UnixNano(), time.Unix(1e9, 5e9).UTC(), time.Unix(-1, -1).UTC(), time.UnixMilli(-1500).UTC(), time.UnixMicro(1).UTC())
	fmt.Println(time.Unix(1<<40, 0).UTC(), time.Unix(-1<<40, 0).UTC())
	days := 0
	for y := 1900; y < 2101; y++ {
		days += time.Date(y, 12, 31, 0, 0, 0, 0, time.UTC).YearDay()
	}
	fmt.Println(days, time.Date(2000, 2, 29, 0, 0, 0, 0, time.UTC).Weekday(), time.Date(1600, 2, 29, 0, 0, 0, 0, time.UTC).Weekday())

	for _, d := range []time.Duration{0, 1, 999, 1000, 1100, 1e6, 1500000, 1e9, 61e9, 3600e9, 90 * time.Minute, -1, -1500 * time.Millisecond, math.MaxInt64, math.MinInt64, 2*time.Hour + 3*time.Millisecond} {
		fmt.Println(d, d.Hours(), d.Minutes(), d.Seconds(), d.Milliseconds(), d.Microseconds(), d.Nanoseconds(), d.Abs(), d.Truncate(time.Second), d.Round(time.Minute), d.Round(7))
	}
	fmt.Printf("%v %d %s %T %x\n", time.Second, time.Second, 2*time.Minute, time.Hour, time.Duration(255))
	fmt.Println(time.Duration(1.5*float64(time.Second)), time.Second*3/2, 5*time.Second/time.Millisecond, time.Duration(5)%3)
	z := time.FixedZone("Z1", 7200)
	a := time.Date(2020, 6, 1, 12, 0, 0, 0, z)
	start, end := a.ZoneBounds()
	fmt.Println(a, a.UTC(), a.Local().Equal(a), a.In(time.UTC) == a.UTC(), start.IsZero(), end.IsZero(), a.IsDST())
	m := map[time.Time]int{a: 1}
	m[a.UTC()]++
	fmt.Println(len(m), m[time.Date(2020, 6, 1, 12, 0, 0, 0, z)])
	now := time.Now()
	later := now.Add(time.Hour)
	fmt.Println(later.Sub(now), now.Round(0) == now, now.Equal(now.Round(0)), time.Since(now) >= 0, time.Until(later) > 0, now.UnixNano() > 1.7e18)
}
