package inbox

import (
	"path"
	"strings"
)

// Attached is a file that came with a mail.
type Attached struct {
	Name string
	Type string // media type that the mail states; it may be wrong
	Data []byte
}

// Attachments gives the files of a mail, in the order of Reading.Files.
func Attachments(raw []byte) (out []Attached) {
	p := &parser{}
	eachFile(p.parse(raw), func(name string, e *part) bool {
		out = append(out, Attached{Name: name, Type: e.kind, Data: e.body})
		return len(out) < maxList
	})
	return out
}

// Messages gives the attachments of a mail that may be lifecycle messages of
// invoices: XML files and ZIP archives, by their names. What is in them is for
// package status; no other attachment is opened.
func Messages(raw []byte) (out []Attached) {
	p := &parser{}
	eachFile(p.parse(raw), func(name string, e *part) bool {
		switch strings.ToLower(path.Ext(name)) {
		case ".xml", ".zip":
			out = append(out, Attached{Name: path.Base(name), Type: e.kind, Data: e.body})
		}
		return len(out) < maxList
	})
	return out
}

// eachFile visits the attachments with their names, until one visit says stop.
func eachFile(root *part, visit func(name string, e *part) bool) {
	root.walk(false, func(e *part) bool {
		name := e.params["name"]
		if _, d := contentTypeOf(e.header.get("Content-Disposition")); d["filename"] != "" {
			name = d["filename"]
		}
		if name == "" && !isAttachment(e) {
			return true
		}
		return visit(clip(headerText(name), 200), e)
	})
}
