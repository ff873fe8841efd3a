package inbox

import (
	"path"
	"strings"
)

// Attached is a file that came with a mail.
type Attached struct {
	Name string
	Data []byte
}

// Messages gives the attachments of a mail that may be lifecycle messages of
// invoices: XML files and ZIP archives, by their names. What is in them is for
// package status; no other attachment is opened.
func Messages(raw []byte) (out []Attached) {
	p := &parser{}
	p.parse(raw).walk(false, func(e *part) bool {
		name := headerText(e.params["name"])
		if _, d := contentTypeOf(e.header.get("Content-Disposition")); d["filename"] != "" {
			name = headerText(d["filename"])
		}
		switch strings.ToLower(path.Ext(name)) {
		case ".xml", ".zip":
			out = append(out, Attached{Name: path.Base(name), Data: e.body})
		}
		return len(out) < maxList
	})
	return out
}
