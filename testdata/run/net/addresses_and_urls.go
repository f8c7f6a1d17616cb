// run

// net/netip, net/url and mime: parsing, printing, arithmetic and what they say of bad input.
package main

import (
	"fmt"
	"mime"
	"net/netip"
	"net/url"
	"slices"
)

func main() {
	texts := []string{"0.0.0.0", "10.1.2.3", "255.255.255.255", "::", "::1", "fe80::1%eth0", "::ffff:1.2.3.4", "2001:db8::a:0:0:1", "1.2.3", "1.2.3.256", "01.2.3.4", ":::", "1:2:3:4:5:6:7:8:9", "fe80::1%", "g::", ""}
	var addrs []netip.Addr
	for _, text := range texts {
		a, err := netip.ParseAddr(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		addrs = append(addrs, a)
		fmt.Println(a, a.BitLen(), a.Zone(), a.Is4In6(), a.Unmap(), a.Next(), a.Prev(), a.IsLoopback(), a.IsPrivate(), a.IsLinkLocalUnicast(), a.IsMulticast(), a.IsUnspecified(), a.StringExpanded(), a.AsSlice())
	}
	slices.SortFunc(addrs, netip.Addr.Compare)
	fmt.Println(addrs)
	seen := map[netip.Addr]int{}
	for _, a := range addrs {
		seen[a.Unmap()]++
		seen[a.WithZone("z")]++
	}
	fmt.Println(len(seen), seen[netip.MustParseAddr("1.2.3.4")], addrs[0] == netip.MustParseAddr("0.0.0.0"))
	for _, text := range []string{"10.0.0.0/8", "10.1.2.3/20", "::/0", "2001:db8::/33", "1.2.3.4/33", "1.2.3.4", "::1/-1", "fe80::1%a/64", "1.2.3.4/08"} {
		p, err := netip.ParsePrefix(text)
		fmt.Println(p, err, p.Masked(), p.Bits(), p.IsSingleIP(), p.Contains(netip.MustParseAddr("10.1.5.5")), p.Overlaps(netip.MustParsePrefix("10.1.0.0/16")))
	}
	for _, text := range []string{"1.2.3.4:80", "[::1]:65535", "[fe80::1%x]:0", "::1:80", "1.2.3.4:x", "1.2.3.4:70000", "[1.2.3.4]:5"} {
		p, err := netip.ParseAddrPort(text)
		fmt.Println(p, err, p.Port(), p.IsValid())
	}

	base, _ := url.Parse("http://a/b/c/d;p?q")
	for _, text := range []string{
		"https://user:p%40ss@host.com:8080/a%20b/c%2Fd?x=1&y=2&x=%33#frag%21", "mailto:a@b.c", "//host/path", "/rel?a", "../g", "./../g/./h", "?y", "#s", "g;x=1/../y", "", "http://[::1%25eth0]:80/", "file:///etc/passwd",
		"http://a b/", "http://h:port/", "%zz", ":x", "http://[::1", "http://x/%", "a:b:c", "http://h/\x7f", "HTTP://Host/é?é=é",
	} {
		u, err := url.Parse(text)
		if err != nil {
			fmt.Printf("%q %v %t\n", text, err, err.(*url.Error).Timeout())
			continue
		}
		fmt.Println(u, u.Scheme, u.Opaque, u.User, u.Host, u.Hostname(), u.Port(), u.Path, u.RawPath, u.EscapedPath(), u.RawQuery, u.Fragment, u.IsAbs(), u.Redacted(), base.ResolveReference(u))
		fmt.Println("  ", u.Query(), u.JoinPath("x", "../y"))
	}
	q := url.Values{"b": {"2", "3"}, "a": {"x y&z=é"}, "c": nil}
	q.Add("d", "")
	fmt.Println(q.Encode(), q.Get("b"), q.Has("c"), url.QueryEscape("a/b c+d"), url.PathEscape("a/b c+d"))
	values, err := url.ParseQuery("a=1;b=2&c=%zz&d=4")
	fmt.Println(values, err)
	s, err := url.QueryUnescape("a%2")
	fmt.Println(s, err)
	fmt.Println(url.JoinPath("http://h/a/", "../b", "c/"))

	for _, text := range []string{`text/html; charset="utf-8"; q=0.5`, `attachment; filename*=UTF-8''na%C3%AFve.txt`, `form-data; name="a\"b"`, "text/", "a/b; c", "a/b; c=d; c=e", "multipart/mixed; boundary=x*0=a"} {
		kind, params, err := mime.ParseMediaType(text)
		fmt.Println(kind, params, err)
	}
	fmt.Println(mime.FormatMediaType("text/plain", map[string]string{"charset": "utf 8", "name": "é"}), mime.QEncoding.Encode("utf-8", "¡Hola, señor!"), mime.BEncoding.Encode("UTF-8", "é"))
	decoded, err := new(mime.WordDecoder).DecodeHeader("=?UTF-8?Q?=C2=A1Hola?= =?iso-8859-1?B?6Q==?= x")
	fmt.Println(decoded, err)
}
