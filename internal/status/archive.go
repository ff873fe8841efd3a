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

// ReadFile reads a message, or all messages of a ZIP archive: an entry's file
// is then "archive.zip/entry.xml". Entries that are no XML are left out.
func ReadFile(file string, data []byte) []Status {
	if !bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return Read(file, data)
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return []Status{Failed(file, "archive ZIP endommagée\u00a0: téléchargez-la de nouveau")}
	}
	if len(archive.File) > maxArchived {
		return []Status{Failed(file, fmt.Sprintf("archive de plus de %d fichiers\u00a0: refusée", maxArchived))}
	}
	var out []Status
	left := int64(maxArchivedBytes)
	for _, f := range archive.File {
		if !strings.EqualFold(path.Ext(f.Name), ".xml") {
			continue
		}
		name := file + "/" + strings.TrimPrefix(path.Clean("/"+f.Name), "/")
		content, err := unpack(f, min(left, MaxBytes+1))
		if left -= int64(len(content)); err == nil && left <= 0 {
			err = fmt.Errorf("plus de %d Mo une fois décompressée", maxArchivedBytes>>20)
		}
		if err != nil {
			return append(out, Failed(name, "archive ZIP illisible\u00a0: "+err.Error()))
		}
		out = append(out, Read(name, content)...)
	}
	if len(out) == 0 {
		return []Status{Failed(file, "archive sans fichier XML")}
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
