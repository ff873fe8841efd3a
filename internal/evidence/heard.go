package evidence

import (
	"cmp"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// Heard is something that the debtor said, on his page or by mail, or that a
// mail server reported.
type Heard struct {
	On    calendar.Date
	Title string // French: « Courriel du débiteur »
	Slug  string // for the name of its file
	Side  bool   // for the creditor alone: a report, an automatic answer
	// Open reads it: its words, and the files that came with it. It is asked once.
	Open func() (words []byte, files []dunning.Document, err error)
}

// heard writes what the debtor said, the oldest first: for the court, or among
// the notes.
func (f *file) heard(side bool) error {
	list := slices.Clone(f.Heard)
	slices.SortStableFunc(list, func(a, b Heard) int { return a.On.Compare(b.On) })
	for i, h := range list {
		if h.Side != side {
			continue
		}
		words, files, err := h.Open()
		if err != nil {
			return fmt.Errorf("reading a document of the case: %w", err)
		}
		if side {
			if err := f.note(fmt.Sprintf("recu-%02d-%s.txt", i+1, fileName(h.Slug)), words); err != nil {
				return err
			}
			continue
		}
		if err := f.exhibit(h.Title, h.On, h.Slug, ".txt", words); err != nil {
			return err
		}
		of := len(f.pieces)
		for n, d := range files {
			title := fmt.Sprintf("Pièce jointe %d à la pièce n°\u00a0%d", n+1, of)
			if err := f.exhibit(title, h.On, h.Slug+"-piece-jointe", safeExtension(d.Name), d.Bytes); err != nil {
				return err
			}
		}
	}
	return nil
}

// safeExtension is the extension of a name that a stranger chose, where it is
// one that a reader opens and no program runs.
func safeExtension(name string) string {
	ext := strings.ToLower(path.Ext(name))
	if slices.Contains([]string{".pdf", ".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".heic", ".txt", ".csv", ".xml", ".docx", ".xlsx", ".odt", ".ods", ".eml"}, ext) {
		return ext
	}
	return cmp.Or(map[string]string{".html": ".txt", ".htm": ".txt"}[ext], ".bin")
}

// page notes the links to the debtor's page, for a program: none of them works,
// since nobody knows a token by its record.
func (f *file) page() error {
	if len(f.Links) == 0 {
		return nil
	}
	data, err := json.MarshalIndent(f.Links, "", "  ")
	if err != nil {
		return err
	}
	return f.note("liens-vers-la-page-du-debiteur.json", data)
}
