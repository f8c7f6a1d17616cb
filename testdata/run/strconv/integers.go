// run

// strconv: integer formatting and parsing in all bases, bit sizes, prefixes, underscores and errors.
package main

import (
	"errors"
	"fmt"
	"strconv"
)

func main() {
	for _, v := range []int64{0, 1, -1, 9, 10, 99, 100, 12345, -1 << 63, 1<<63 - 1} {
		fmt.Print(strconv.FormatInt(v, 10), " ", strconv.FormatInt(v, 2), " ", strconv.FormatInt(v, 16), " ", strconv.FormatInt(v, 36), " ", strconv.FormatInt(v, 7), "\n")
	}
	fmt.Println(strconv.FormatUint(1<<64-1, 10), strconv.FormatUint(1<<64-1, 36), strconv.Itoa(-42), string(strconv.AppendInt([]byte("n="), -5, 3)), string(strconv.AppendUint(nil, 255, 16)), strconv.IntSize)
	for _, c := range []struct {
		s    string
		base int
		bits int
	}{
		{"0", 10, 64}, {"-0", 10, 64}, {"+7", 10, 64}, {"", 10, 64}, {"-", 10, 64}, {"12a", 10, 64}, {" 1", 10, 64}, {"1_000", 10, 64}, {"1_000", 0, 64}, {"1__0", 0, 64}, {"_1", 0, 64}, {"0x_1f", 0, 64},
		{"0x1F", 0, 64}, {"0b101", 0, 64}, {"0o17", 0, 64}, {"017", 0, 64}, {"08", 0, 64}, {"0x", 0, 64}, {"-0xff", 0, 64}, {"zz", 36, 64}, {"ZZ", 36, 64}, {"12", 2, 64}, {"1", 1, 64}, {"1", 37, 64}, {"1", 10, 65},
		{"127", 10, 8}, {"128", 10, 8}, {"-128", 10, 8}, {"-129", 10, 8}, {"9223372036854775807", 10, 64}, {"9223372036854775808", 10, 64}, {"-9223372036854775808", 10, 0}, {"99999999999999999999999", 10, 16},
	} {
		v, err := strconv.ParseInt(c.s, c.base, c.bits)
		u, uerr := strconv.ParseUint(c.s, c.base, c.bits)
		fmt.Println(c.s, v, err, "|", u, uerr)
	}
	for _, s := range []string{"123", "-0005", "+1", "1.0", "9223372036854775808", "x", "999999999999999999", "-9999999999999999999"} {
		fmt.Print(strconv.Atoi(s))
		fmt.Print("; ")
	}
	fmt.Println()
	_, err := strconv.Atoi("bad\nnum")
	var ne *strconv.NumError
	fmt.Println(errors.As(err, &ne), ne.Func, ne.Num == "bad\nnum", ne.Err, errors.Is(err, strconv.ErrSyntax), errors.Is(err, strconv.ErrRange), ne.Unwrap() == strconv.ErrSyntax)
	fmt.Println(ne.Error())
	// Round trips.
	bad := 0
	for base := 2; base <= 36; base++ {
		for i := uint64(1); i != 0; i *= 3 {
			if v, err := strconv.ParseUint(strconv.FormatUint(i, base), base, 64); v != i || err != nil {
				bad++
			}
			if v, err := strconv.ParseInt(strconv.FormatInt(-int64(i), base), base, 64); v != -int64(i) || err != nil {
				bad++
			}
			if i > 1<<62 {
				break
			}
		}
	}
	fmt.Println("bad:", bad)
}
