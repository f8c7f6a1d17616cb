// run

// compress/*, archive/* and hash/*: every level's output by its checksum, what comes back, headers, damaged input.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"compress/gzip"
	"compress/lzw"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"hash"
	"hash/adler32"
	"hash/crc32"
	"hash/crc64"
	"hash/fnv"
	"io"
	"io/fs"
	"strings"
	"time"
)

func text() []byte {
	var b strings.Builder
	seed := uint32(1)
	for b.Len() < 60000 {
		seed = seed*1664525 + 1013904223
		fmt.Fprintf(&b, "line %d of %s\n", seed>>20, strings.Repeat("ab", int(seed>>28)))
	}
	for range 3000 {
		seed = seed*1664525 + 1013904223
		b.WriteByte(byte(seed >> 24))
	}
	return []byte(b.String())
}

func main() {
	data := text()
	fmt.Println(len(data), crc32.ChecksumIEEE(data))
	for level := flate.HuffmanOnly; level <= flate.BestCompression; level++ {
		var b bytes.Buffer
		w, err := flate.NewWriter(&b, level)
		for chunk := data; len(chunk) > 0; chunk = chunk[min(len(chunk), 1000):] {
			w.Write(chunk[:min(len(chunk), 1000)])
		}
		w.Close()
		sum := crc32.ChecksumIEEE(b.Bytes())
		back, err := io.ReadAll(flate.NewReader(&b))
		fmt.Println("flate", level, sum, len(back), bytes.Equal(back, data), err)
	}
	var b bytes.Buffer
	dw, _ := flate.NewWriterDict(&b, 9, data[:1000])
	dw.Write(data[:2000])
	dw.Close()
	back, err := io.ReadAll(flate.NewReaderDict(&b, data[:1000]))
	fmt.Println("dict", b.Len(), bytes.Equal(back, data[:2000]), err)

	b.Reset()
	gw, _ := gzip.NewWriterLevel(&b, 6)
	gw.Name, gw.Comment, gw.ModTime, gw.Extra = "näme", "comment", time.Unix(1e9, 0), []byte("ex")
	gw.Write(data)
	gw.Flush()
	gw.Close()
	gw.Reset(&b)
	gw.Write([]byte("second"))
	gw.Close()
	packed := bytes.Clone(b.Bytes())
	gr, err := gzip.NewReader(&b)
	fmt.Println(err, gr.Name, gr.Comment, gr.ModTime.UTC(), string(gr.Extra), gr.OS)
	gr.Multistream(false)
	back, err = io.ReadAll(gr)
	fmt.Println(len(back), err, gr.Reset(&b))
	back, err = io.ReadAll(gr)
	fmt.Println(string(back), err)
	for _, damage := range []int{0, 30, len(packed) / 2, len(packed) - 30} {
		bad := bytes.Clone(packed)
		bad[damage] ^= 0x55
		gr, err := gzip.NewReader(bytes.NewReader(bad))
		if err == nil {
			_, err = io.ReadAll(gr)
		}
		fmt.Println(damage, err != nil)
	}
	_, err = gzip.NewReader(bytes.NewReader(packed[:5]))
	fmt.Println(err)

	b.Reset()
	zw, _ := zlib.NewWriterLevelDict(&b, 3, []byte("line of ab"))
	zw.Write(data)
	zw.Close()
	_, err = zlib.NewReader(bytes.NewReader(b.Bytes()))
	zr, err2 := zlib.NewReaderDict(&b, []byte("line of ab"))
	back, err3 := io.ReadAll(zr)
	fmt.Println("zlib", err, err2, err3, bytes.Equal(back, data))
	for _, order := range []lzw.Order{lzw.LSB, lzw.MSB} {
		b.Reset()
		lw := lzw.NewWriter(&b, order, 8)
		lw.Write(data)
		lw.Close()
		sum := crc32.ChecksumIEEE(b.Bytes())
		back, err := io.ReadAll(lzw.NewReader(&b, order, 8))
		fmt.Println("lzw", order, sum, bytes.Equal(back, data), err)
	}
	bz, _ := hex.DecodeString("425a68393141592653594eece83600000251800010400006449080200031064c4101a7a9a580bb9431f8bb9229c28482776741b0")
	back, err = io.ReadAll(bzip2.NewReader(bytes.NewReader(bz)))
	fmt.Printf("%q %v\n", back, err)
	_, err = io.ReadAll(bzip2.NewReader(strings.NewReader("BZh9nonsense")))
	fmt.Println(err)

	for _, h := range []hash.Hash{crc32.NewIEEE(), crc32.New(crc32.MakeTable(crc32.Castagnoli)), crc32.New(crc32.MakeTable(crc32.Koopman)), crc64.New(crc64.MakeTable(crc64.ISO)), crc64.New(crc64.MakeTable(crc64.ECMA)), adler32.New(), fnv.New32(), fnv.New32a(), fnv.New64(), fnv.New64a(), fnv.New128(), fnv.New128a()} {
		for n := 0; n < 40; n++ {
			h.Write(data[n*100 : n*100+n])
		}
		fmt.Printf("%T %d %d %x\n", h, h.Size(), h.BlockSize(), h.Sum([]byte{1}))
	}

	b.Reset()
	tw := tar.NewWriter(&b)
	for _, name := range []string{"a.txt", "dir/", strings.Repeat("long/", 40) + "näme"} {
		h := &tar.Header{Name: name, Mode: 0o644, ModTime: time.Unix(1e9, 5e8), Uname: "user", PAXRecords: map[string]string{"RGO.x": "y"}}
		if strings.HasSuffix(name, "/") {
			h.Typeflag = tar.TypeDir
		} else {
			h.Size = int64(len(name))
		}
		fmt.Println(tw.WriteHeader(h))
		if h.Size > 0 {
			io.WriteString(tw, name)
		}
	}
	_, err = io.WriteString(tw, "too much")
	fmt.Println(err, tw.Close(), b.Len())
	tr := tar.NewReader(&b)
	for {
		h, err := tr.Next()
		if err != nil {
			fmt.Println(err)
			break
		}
		content, err := io.ReadAll(tr)
		fmt.Println(h.Name, h.FileInfo().Mode(), h.ModTime.UTC(), h.PAXRecords, h.Format, string(content) == h.Name, err)
	}

	b.Reset()
	archive := zip.NewWriter(&b)
	archive.SetComment("all")
	for i, name := range []string{"stored", "sub/deflated", "sub/empty"} {
		h := &zip.FileHeader{Name: name, Method: uint16(i * 8 & 8), Modified: time.Date(2020, 1, 2, 3, 4, 6, 0, time.UTC)}
		h.SetMode(0o640)
		w, err := archive.CreateHeader(h)
		if name != "sub/empty" {
			w.Write(data[:5000])
		}
		fmt.Println(err)
	}
	fmt.Println(archive.Close())
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	fmt.Println(err, z.Comment)
	for _, f := range z.File {
		rc, err := f.Open()
		content, err2 := io.ReadAll(rc)
		fmt.Println(f.Name, f.Method, f.Mode(), f.CRC32, f.UncompressedSize64, f.Modified.UTC(), len(content), err, err2)
	}
	fs.WalkDir(z, ".", func(path string, d fs.DirEntry, err error) error {
		fmt.Print(path, " ", d.IsDir(), " ", err, "; ")
		return nil
	})
	fmt.Println()
	_, err = zip.NewReader(bytes.NewReader(data), int64(len(data)))
	fmt.Println(err)
}
