package evidence

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"time"
)

// archive is a ZIP that is written as it goes.
type archive struct {
	z    *zip.Writer
	made time.Time
}

func newArchive(w io.Writer, made time.Time) *archive {
	return &archive{z: zip.NewWriter(w), made: made.UTC()}
}

// add writes an entry and gives the SHA-256 of its bytes, hex.
func (a *archive) add(name string, data []byte) (string, error) {
	w, err := a.z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.made})
	if err == nil {
		_, err = w.Write(data)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), err
}

func (a *archive) close() error { return a.z.Close() }

var unaccented = strings.NewReplacer("à", "a", "â", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i",
	"ô", "o", "ö", "o", "ù", "u", "û", "u", "ü", "u", "œ", "oe", "æ", "ae")

// fileName makes a text fit for the name of a file on any system: small letters
// without accents, figures, and hyphens.
func fileName(s string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, unaccented.Replace(strings.ToLower(s)))
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	if name = strings.Trim(name, "-"); len(name) > 60 {
		name = strings.TrimRight(name[:60], "-")
	}
	return name
}
