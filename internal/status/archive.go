package status

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"
)

// Limits of an archive.
const (
	maxArchived      = 10_000    // files
	maxArchivedBytes = 256 << 20 // unpacked
)

// zipMark begins a ZIP archive; nested is why one within another is not opened.
const (
	zipMark = "PK\x03\x04"
	nested  = "archive dans une archive\u00a0: refusée, extrayez-la et donnez ses fichiers"
)

// Message is the bytes of one lifecycle message, by the name of its file:
// "archive.zip/entry.xml" for one of an archive. Fault says, in French, why
// there are none.
type Message struct {
	File  string
	Data  []byte
	Fault string
}

// ReadFile reads a message, or all messages of a ZIP archive: an entry's file
// is then "archive.zip/entry.xml". Entries that are no XML are left out.
func ReadFile(file string, data []byte) (out []Status) {
	for _, m := range Messages(file, data) {
		if m.Fault != "" {
			out = append(out, Failed(m.File, m.Fault))
			continue
		}
		out = append(out, Read(m.File, m.Data)...)
	}
	return out
}

// Messages gives the message that a file is, or those of a ZIP archive.
func Messages(file string, data []byte) []Message {
	if !bytes.HasPrefix(data, []byte(zipMark)) {
		return []Message{{File: file, Data: data}}
	}
	fault := func(text string) []Message { return []Message{{File: file, Fault: text}} }
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fault("archive ZIP endommagée\u00a0: téléchargez-la de nouveau")
	}
	if len(archive.File) > maxArchived {
		return fault(fmt.Sprintf("archive de plus de %d fichiers\u00a0: refusée\u00a0; répartissez-les en plusieurs archives", maxArchived))
	}
	var out []Message
	left := int64(maxArchivedBytes)
	for _, f := range archive.File {
		name := file + "/" + strings.TrimPrefix(path.Clean("/"+f.Name), "/")
		if strings.EqualFold(path.Ext(f.Name), ".zip") {
			out = append(out, Message{File: name, Fault: nested})
			continue
		}
		if !strings.EqualFold(path.Ext(f.Name), ".xml") {
			continue
		}
		content, err := unpack(f, min(left, MaxBytes+1))
		if left -= int64(len(content)); err == nil && left <= 0 {
			err = fmt.Errorf("plus de %d Mo une fois décompressée\u00a0: répartissez ses messages en plusieurs archives", maxArchivedBytes>>20)
		}
		if err != nil {
			return append(out, Message{File: name, Fault: "archive ZIP illisible\u00a0: " + err.Error()})
		}
		if bytes.HasPrefix(content, []byte(zipMark)) {
			out = append(out, Message{File: name, Fault: nested})
			continue
		}
		out = append(out, Message{File: name, Data: content})
	}
	if len(out) == 0 {
		return fault("archive sans fichier XML")
	}
	return out
}

// unpack reads one entry up to a number of bytes.
func unpack(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, most))
}
