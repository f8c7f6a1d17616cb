// run

// time: locations from time zone data built in the program, with transitions, abbreviations and rules at the end.
package main

import (
	"fmt"
	"time"
)

func be32(v int32) []byte { return []byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)} }
func be64(v int64) []byte { return append(be32(int32(v>>32)), be32(int32(v))...) }

type kind struct {
	off int32
	dst bool
	idx byte
}

// tzif builds a version 2 time zone file with the transitions given and a rule for later times.
func tzif(trans []int64, which []byte, kinds []kind, names, rule string) []byte {
	block := func(size int) []byte {
		b := []byte("TZif2" + string(make([]byte, 15)))
		n := len(trans)
		if size == 4 {
			n = 0
		}
		for _, c := range []int{0, 0, 0, n, len(kinds), len(names)} {
			b = append(b, be32(int32(c))...)
		}
		for _, t := range trans[:n] {
			b = append(b, be64(t)...)
		}
		b = append(b, which[:n]...)
		for _, k := range kinds {
			b = append(b, be32(k.off)...)
			d := byte(0)
			if k.dst {
				d = 1
			}
			b = append(b, d, k.idx)
		}
		return append(b, names...)
	}
	return append(append(append(block(4), block(8)...), "\n"+rule...), '\n')
}

func main() {
	t0 := time.Date(1980, 4, 6, 1, 0, 0, 0, time.UTC).Unix()
	t1 := time.Date(1980, 9, 28, 1, 0, 0, 0, time.UTC).Unix()
	data := tzif([]int64{-2e9, t0, t1}, []byte{1, 2, 1}, []kind{{3208, false, 0}, {3600, false, 4}, {7200, true, 8}}, "LMT\x00CET\x00CEST\x00", "CET-1CEST,M3.5.0,M10.5.0/3")
	loc, err := time.LoadLocationFromTZData("Test/Zone", data)
	fmt.Println(loc, err)
	for _, t := range []time.Time{
		time.Date(1850, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), time.Unix(t0-1, 0), time.Unix(t0, 0), time.Unix(t1-1, 0), time.Unix(t1, 0),
		time.Date(2024, 3, 31, 0, 59, 59, 0, time.UTC), time.Date(2024, 3, 31, 1, 0, 0, 0, time.UTC), time.Date(2024, 10, 27, 0, 59, 59, 0, time.UTC), time.Date(2024, 10, 27, 1, 0, 0, 0, time.UTC), time.Date(2500, 7, 1, 0, 0, 0, 0, time.UTC),
	} {
		l := t.In(loc)
		name, off := l.Zone()
		s, e := l.ZoneBounds()
		fmt.Println(l, name, off, l.IsDST(), s.UTC().Format(time.DateTime), e.UTC().Format(time.DateTime))
	}
	// Local times that do not exist or exist twice.
	fmt.Println(time.Date(2024, 3, 31, 2, 30, 0, 0, loc), time.Date(2024, 10, 27, 2, 30, 0, 0, loc))
	t, err := time.ParseInLocation("2006-01-02 15:04 MST", "2024-07-01 12:00 CEST", loc)
	fmt.Println(t, err, t.UTC())
	day := time.Date(2024, 3, 30, 12, 0, 0, 0, loc)
	fmt.Println(day.AddDate(0, 0, 1).Sub(day), day.Add(24*time.Hour))
	_, err = time.LoadLocationFromTZData("bad", []byte("TZif"))
	fmt.Println(err)
	fmt.Println(time.UTC, time.Local != nil, time.FixedZone("F", -90*60), time.Unix(0, 0).In(time.FixedZone("F", -90*60)))
}
