// run

// base64, base32, hex, ascii85, binary, csv, pem and asn1: what they write, and what they say of bad input.
package main

import (
	"bytes"
	"encoding/ascii85"
	"encoding/asn1"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/csv"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"strings"
	"time"
)

type header struct {
	Magic   [4]byte
	Version uint16
	Flags   int8
	_       [3]byte
	Size    uint64
	Ratio   float32
	Points  [2]struct{ X, Y int16 }
}

type certificate struct {
	Version int `asn1:"optional,explicit,default:0,tag:0"`
	Serial  *big.Int
	Name    string `asn1:"utf8"`
	ID      asn1.ObjectIdentifier
	Valid   []time.Time
	Bits    asn1.BitString
	Set     []int `asn1:"set"`
	Flag    bool
}

func main() {
	text := []byte("any carnal pleas\xff\xfe")
	for _, e := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding, base64.RawStdEncoding, base64.RawURLEncoding.Strict(), base64.StdEncoding.WithPadding('*')} {
		s := e.EncodeToString(text)
		back, err := e.DecodeString(s)
		fmt.Println(s, bytes.Equal(back, text), err)
	}
	for _, s := range []string{"YW55", "YW5", "YW5=", "Y!5=", "YW\n55", "YW55=", "YQ==YQ=="} {
		b, err := base64.StdEncoding.DecodeString(s)
		var bad base64.CorruptInputError
		fmt.Printf("%q %q %v %t\n", s, b, err, errors.As(err, &bad))
	}
	r := base64.NewDecoder(base64.StdEncoding, strings.NewReader("aGVs\r\nbG8="))
	b, err := io.ReadAll(r)
	fmt.Println(string(b), err)
	fmt.Println(base32.StdEncoding.EncodeToString(text), base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(text))
	_, err = base32.StdEncoding.DecodeString("MFXHSIDD1")
	fmt.Println(err)
	fmt.Print(hex.Dump(append(text, "0123456789"...)))
	_, err = hex.DecodeString("abc")
	_, err2 := hex.DecodeString("zz")
	fmt.Println(err, err2, hex.EncodeToString(text))
	dst := make([]byte, ascii85.MaxEncodedLen(len(text)))
	n := ascii85.Encode(dst, text)
	fmt.Println(string(dst[:n]))
	plain := make([]byte, 100)
	ndst, nsrc, err := ascii85.Decode(plain, dst[:n], true)
	fmt.Println(ndst, nsrc, err, bytes.Equal(plain[:ndst], text))

	h := header{Magic: [4]byte{'R', 'G', 'O', 0}, Version: 2, Flags: -1, Size: 1 << 40, Ratio: 1.5}
	h.Points[1].Y = -300
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		var buf bytes.Buffer
		err := binary.Write(&buf, order, &h)
		fmt.Printf("%v %x %v %d\n", order, buf.Bytes(), err, binary.Size(h))
		var back header
		fmt.Println(binary.Read(&buf, order, &back), back == h, binary.Read(&buf, order, &back))
	}
	fmt.Println(binary.Write(io.Discard, binary.LittleEndian, []string{"x"}))
	var varints []byte
	for _, v := range []int64{0, -1, 63, -64, 64, 1 << 40, -1 << 63} {
		varints = binary.AppendVarint(varints, v)
	}
	for b := varints; len(b) > 0; {
		v, n := binary.Varint(b)
		fmt.Print(v, "/", n, " ")
		b = b[n:]
	}
	fmt.Println()
	fmt.Println(binary.Uvarint(bytes.Repeat([]byte{0xff}, 11)))
	more, err := binary.Append([]byte{9}, binary.BigEndian, []uint16{1, 2})
	fmt.Println(more, err)

	c := csv.NewReader(strings.NewReader("name,\"quo\"\"ted\",x\n# comment\n  a, \"b\nc\" ,\n\n1,2\n"))
	c.Comment = '#'
	c.TrimLeadingSpace = true
	for {
		record, err := c.Read()
		fmt.Printf("%q %v\n", record, err)
		if err == io.EOF {
			break
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			fmt.Println(parse.StartLine, parse.Line, parse.Column, parse.Err)
		}
	}
	w := csv.NewWriter(os.Stdout)
	w.Comma = ';'
	w.Write([]string{"a;b", "c\"d", " lead", "", "x\ny", `\.`})
	w.Flush()

	cert := certificate{Serial: big.NewInt(-129), Name: "né", ID: asn1.ObjectIdentifier{1, 2, 840, 113549}, Valid: []time.Time{time.Date(2049, 1, 2, 3, 4, 5, 0, time.UTC), time.Date(2051, 1, 2, 3, 4, 5, 0, time.UTC)}, Bits: asn1.BitString{Bytes: []byte{0xa0}, BitLength: 3}, Set: []int{1, 300, -1}, Flag: true}
	der, err := asn1.Marshal(cert)
	fmt.Printf("%x %v\n", der, err)
	var back certificate
	rest, err := asn1.Unmarshal(append(der, 0), &back)
	fmt.Println(rest, err, back.Serial, back.Name, back.ID, back.Valid, back.Bits.At(0), back.Set, back.Flag)
	_, err = asn1.Unmarshal(der[:10], &back)
	fmt.Println(err)
	_, err = asn1.Unmarshal([]byte{2, 1, 0}, &back)
	fmt.Println(err)

	block := &pem.Block{Type: "TEST DATA", Headers: map[string]string{"Proc-Type": "4,X", "B": "2", "A": "1"}, Bytes: der}
	p := pem.EncodeToMemory(block)
	os.Stdout.Write(p)
	decoded, rest := pem.Decode(append([]byte("junk\n"), append(p, "tail"...)...))
	fmt.Println(decoded.Type, decoded.Headers, bytes.Equal(decoded.Bytes, der), string(rest))
}
