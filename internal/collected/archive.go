package collected

import (
	"archive/zip"
	"fmt"
	"io"
)

// WriteArchive packs messages with their list into a ZIP archive. The same
// reports give the same bytes.
func WriteArchive(to io.Writer, reports []Written) error {
	w := zip.NewWriter(to)
	add := func(name string, data []byte) error {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write(data)
		}
		if err != nil {
			return fmt.Errorf("packing %s: %w", name, err)
		}
		return nil
	}
	for _, r := range reports {
		if err := add(r.FileName(), r.XML); err != nil {
			return err
		}
	}
	name, list := List(reports)
	if err := add(name, list); err != nil {
		return err
	}
	return w.Close()
}
