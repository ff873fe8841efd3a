package cli

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"relance/internal/app"
	"relance/internal/dunning"
)

// casefileCmd writes the evidence of a case for a court, a bailiff or an agency.
type casefileCmd struct {
	Number   string `arg:"" help:"Invoice number, or CREDITOR/NUMBER."`
	Creditor string `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
	Output   string `short:"o" required:"" placeholder:"FILE.zip" help:"Where to write it; an existing file is not replaced."`
}

// piece is one numbered document of the file.
type piece struct {
	name, title string
	data        []byte
}

// Run writes the file: numbered pieces, their list with SHA-256, the statement
// of the claim, the chronology, and the record for programs.
func (c *casefileCmd) Run(s *session) error {
	a, err := s.book()
	if err != nil {
		return err
	}
	defer a.Close()
	ref, err := a.FindCase(s.ctx, c.Creditor, c.Number)
	if err != nil {
		return err
	}
	if err := a.Store.VerifyChain(s.ctx, ref); err != nil {
		return fmt.Errorf("the record of %s does not verify: %w", ref.Number, err)
	}
	v, err := a.Store.Case(s.ctx, ref)
	if err != nil {
		return err
	}
	pieces, err := s.pieces(a, v)
	if err != nil {
		return err
	}
	data, err := pack(pieces, s.Now())
	if err != nil {
		return err
	}
	out, err := os.OpenFile(c.Output, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return dunning.Errorf(dunning.CodeConflict, "the file cannot be written: %w", err).WithHint("name a new file with -o")
	}
	if _, err := out.Write(data); err != nil {
		out.Close() //nolint:errcheck // the writing already failed
		return err
	}
	s.say("%s: %d pieces in %s", ref.Number, len(pieces), c.Output)
	return out.Close()
}

// pieces collects the documents in the order of a list of exhibits.
func (s *session) pieces(a *app.App, v dunning.CaseView) ([]piece, error) {
	var out []piece
	add := func(sha, name, title string) error {
		if sha == "" {
			return nil
		}
		d, err := a.Store.Document(s.ctx, sha)
		if err != nil {
			return fmt.Errorf("%s: %w", title, err)
		}
		out = append(out, piece{name: name, title: title, data: d.Bytes})
		return nil
	}
	if err := add(v.Invoice.Document, "facture.pdf", "Facture "+v.Invoice.Number); err != nil {
		return nil, err
	}
	for _, m := range v.Messages {
		ext := ".eml"
		if m.Channel != dunning.Email {
			ext = ".pdf"
		}
		title := fmt.Sprintf("%s du %s (%s), tel que parti", fr.Level(m.Level), m.Day.French(), m.State)
		if err := add(m.Document, string(m.Level)+ext, title); err != nil {
			return nil, err
		}
	}
	letters, err := a.Store.Letters(s.ctx, v.Case.Ref())
	if err != nil {
		return nil, err
	}
	for _, l := range letters {
		for _, p := range l.Proofs {
			if err := add(p.Document, "preuve-"+p.Kind+s.extension(a, p.Document), "Preuve du transporteur : "+p.Kind); err != nil {
				return nil, err
			}
		}
	}
	for _, o := range v.Particulars.Outlays {
		if err := add(o.Document, "justificatif"+s.extension(a, o.Document), "Justificatif\u00a0: "+outlayText(o)); err != nil {
			return nil, err
		}
	}
	texts, err := s.statements(a, v)
	if err != nil {
		return nil, err
	}
	record, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(append(out, texts...),
		piece{"chronologie.txt", "Chronologie du dossier", []byte(chronology(v))},
		piece{"dossier.json", "Dossier complet, pour un programme", record},
	), nil
}

// chronology lists what happened, with the hash that chains each entry.
func chronology(v dunning.CaseView) string {
	var b strings.Builder
	for _, r := range v.Timeline {
		fmt.Fprintf(&b, "%s  %s  %s  %s  sha256 %s\n", r.At.UTC().Format(time.RFC3339), fr.Kind(r.Kind), r.Step, fr.Reason(r.Reason), r.Hash)
	}
	return b.String()
}

// pack numbers the pieces P1 … Pn and puts their list in front.
func pack(pieces []piece, now time.Time) ([]byte, error) {
	var list strings.Builder
	list.WriteString("Bordereau de pièces\n\n")
	for i, p := range pieces {
		sum := sha256.Sum256(p.data)
		fmt.Fprintf(&list, "P%d  %s\n    P%d-%s  sha256 %s\n", i+1, p.title, i+1, p.name, hex.EncodeToString(sum[:]))
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	write := func(name string, data []byte) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: now.UTC()})
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	}
	if err := write("bordereau.txt", []byte(list.String())); err != nil {
		return nil, err
	}
	for i, p := range pieces {
		if err := write(fmt.Sprintf("P%d-%s", i+1, p.name), p.data); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}
