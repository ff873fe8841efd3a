package notice

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
)

// Digest names the wordings as they were loaded, built-in ones and the user's:
// a message that was written by others is written again.
func (t *Templates) Digest() string { return t.digest }

// digestOf is the SHA-256 (hex) of all files in some folders; nil ones are left
// out.
func digestOf(folders ...fs.FS) (string, error) {
	h := sha256.New()
	for i, folder := range folders {
		if folder == nil {
			continue
		}
		err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			data, err := fs.ReadFile(folder, name)
			_, _ = fmt.Fprintf(h, "%d/%s/%d/%s", i, name, len(data), data) // a hash takes everything
			return err
		})
		if err != nil {
			return "", fmt.Errorf("reading the templates: %w", err)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
