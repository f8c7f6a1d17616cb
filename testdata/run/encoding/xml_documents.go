// run

// encoding/xml: attributes, nesting, name spaces, character data, tokens, marshalers and syntax errors.
package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"strings"
)

type color struct{ R, G, B uint8 }

func (c color) MarshalXMLAttr(name xml.Name) (xml.Attr, error) {
	return xml.Attr{Name: name, Value: fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)}, nil
}

func (c *color) UnmarshalXMLAttr(attr xml.Attr) error {
	_, err := fmt.Sscanf(attr.Value, "#%02x%02x%02x", &c.R, &c.G, &c.B)
	return err
}

type size int

func (s size) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%dpx", int(s)), nil }

func (s *size) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(string(b), "%dpx", (*int)(s))
	return err
}

type address struct {
	City  string `xml:"city"`
	State string `xml:"state,omitempty"`
}

type person struct {
	XMLName xml.Name `xml:"http://example.com/ns person"`
	ID      int      `xml:"id,attr"`
	Color   color    `xml:"color,attr"`
	First   string   `xml:"name>first"`
	Last    string   `xml:"name>last"`
	Emails  []string `xml:"email"`
	Size    size     `xml:"size"`
	Note    *string  `xml:"note"`
	address
	Comment string `xml:",comment"`
	Rest    []any  `xml:",any"`
}

type cdata struct {
	Text  string `xml:",cdata"`
	Inner struct {
		Raw string `xml:",innerxml"`
	} `xml:"inner"`
}

type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Content string     `xml:",chardata"`
	Nodes   []node     `xml:",any"`
}

func show(n node, depth int) {
	fmt.Printf("%s%s %v %q\n", strings.Repeat("  ", depth), n.XMLName.Local, n.Attrs, strings.TrimSpace(n.Content))
	for _, child := range n.Nodes {
		show(child, depth+1)
	}
}

func main() {
	note := "a < b & \"c\"\t'd'"
	p := person{ID: 13, Color: color{255, 0, 16}, First: "Jo", Last: "Dé", Emails: []string{"a@b", ""}, Size: 12, Note: &note, address: address{City: "Ä"}, Comment: " said "}
	data, err := xml.MarshalIndent(p, "", "  ")
	fmt.Println(string(data), err)
	var back person
	fmt.Println(xml.Unmarshal(data, &back), back.ID, back.Color, back.First, back.Last, back.Emails, back.Size, *back.Note, back.address, back.Comment, back.XMLName)

	data, err = xml.Marshal(cdata{Text: "x ]]> <y>"})
	fmt.Println(string(data), err)
	var c cdata
	fmt.Println(xml.Unmarshal([]byte(`<cdata>pre<![CDATA[<in>]]>post<inner a="1"><b/>t</inner></cdata>`), &c), c)

	var n node
	fmt.Println(xml.Unmarshal([]byte(`<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE r><r xmlns:x="u:x" a='1' x:b="&lt;&#65;&#x42;"><x:c>one</x:c> two <d><e/></d><!-- no --></r>`), &n))
	show(n, 0)

	for _, text := range []string{"<a><b></a>", "<a", "<a b></a>", "<a b=c></a>", "text", "<a>&unknown;</a>", "<a></a><b>", "<a>\x01</a>", "", "<person id='x'/>", "<a:b:c/>", "<a><!-- -- --></a>"} {
		var p struct {
			ID int `xml:"id,attr"`
		}
		err := xml.Unmarshal([]byte(text), &p)
		fmt.Printf("%-20q %T %v\n", text, err, err)
	}

	d := xml.NewDecoder(strings.NewReader(`<a k="v"><?pi data?><!--c-->text<b/></a>`))
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			fmt.Println("start", t.Name.Local, t.Attr, d.InputOffset())
		case xml.EndElement:
			fmt.Println("end", t.Name.Local)
		case xml.CharData:
			fmt.Printf("text %q\n", t)
		case xml.Comment:
			fmt.Printf("comment %q\n", t)
		case xml.ProcInst:
			fmt.Printf("instruction %s %q\n", t.Target, t.Inst)
		}
	}
	e := xml.NewEncoder(os.Stdout)
	e.Indent(">", " ")
	start := xml.StartElement{Name: xml.Name{Local: "list"}, Attr: []xml.Attr{{Name: xml.Name{Space: "u:ns", Local: "k"}, Value: "v"}}}
	fmt.Println(e.EncodeElement([]int{1, 2}, start), e.EncodeElement(map[string]int{}, start), e.Flush())
	xml.EscapeText(os.Stdout, []byte("<&>\"'\r\n\x00"))
	fmt.Println()
}
