package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/interest"
	"relance/internal/letter"
	"relance/internal/limitation"
	"relance/internal/notice"
	"relance/internal/postage"
	"relance/internal/visit"
)

// Blank stands where a person must fill in what the record does not hold.
const Blank = "[À\u00a0COMPLÉTER]"

// Quoted lists places of French papers as they stand there, in whichever language
// they are told of.
func Quoted(places []string) string {
	out := make([]string, len(places))
	for i, p := range places {
		out[i] = "«\u00a0" + p + "\u00a0»"
	}
	return strings.Join(out, ", ")
}

// byHand is the space for what who signs writes by hand on the day: nothing is
// missing in a paper that has it.
const byHand = "____________"

// Case is the record of a case, as the file is made from it.
type Case struct {
	View       dunning.CaseView
	Letters    []postage.TrackedLetter
	Heard      []Heard             // what the debtor said
	Links      []visit.Link        // to his page
	Stated     []Stated            // lifecycle statuses of the invoice, in the order of time
	Declared   []insolvency.Letter // declarations of the claim that a carrier has
	Limitation limitation.Result
	Rates      *interest.Rates
	On         calendar.Date // the statement is struck on this day
	Made       time.Time     // for the entries of the ZIP
	// Open reads a document by its SHA-256. It is asked once for each.
	Open func(sha256 string) (dunning.Document, error)
}

// Stated is a lifecycle status of the invoice that a platform passed on.
type Stated struct {
	On       calendar.Date // of the status; zero when the message does not say
	At       string        // as the message has it, without a zone
	What     string        // French: code and name
	By       string        // French: who issued it
	Reasons  string
	Document string // SHA-256 (hex) of the message
	Fact     bool   // issued by who may say so: the debtor himself, or a platform
}

// Summary says what a file holds.
type Summary struct {
	Pieces int // exhibits, the statement among them
	Notes  int // internal documents
	Blanks int // places in the documents that a person must fill in

	Missing []string // what they are, in French, in the order of the documents
}

// Write makes the file.
func Write(w io.Writer, c Case) (Summary, error) {
	a := newArchive(w, c.Made)
	f := &file{Case: c, archive: a}
	for _, part := range []func() error{f.exhibits, f.bordereau, f.notes} {
		if err := part(); err != nil {
			return f.sum, err
		}
	}
	return f.sum, a.close()
}

// file is an evidence file being written.
type file struct {
	Case
	archive *archive
	pieces  []piece
	sum     Summary
	all     bool   // it is about several invoices of the debtor, not one
	folder  string // of its notes, where there are several invoices; "" for none
}

// piece is a numbered exhibit that has been written.
type piece struct {
	number int
	title  string
	date   calendar.Date
	name   string // in the folder
	sha256 string
	pages  string // of a letter that holds it; "" in an archive
	data   []byte
}

// exhibit writes the next numbered piece.
//
// The same bytes again, as the letter that several invoices share, are no other
// piece.
func (f *file) exhibit(title string, date calendar.Date, slug, ext string, data []byte) error {
	sum := sha256.Sum256(data)
	if slices.ContainsFunc(f.pieces, func(p piece) bool { return p.sha256 == hex.EncodeToString(sum[:]) }) {
		return nil
	}
	p := piece{number: len(f.pieces) + 1, title: title, date: date, data: data}
	p.name = fmt.Sprintf("P%02d-%s%s", p.number, fileName(slug), ext)
	var err error
	if p.sha256, err = f.archive.add("pieces/"+p.name, data); err != nil {
		return err
	}
	f.pieces = append(f.pieces, p)
	f.sum.Pieces++
	return nil
}

// note writes an internal document.
func (f *file) note(name string, data []byte) error {
	f.sum.Notes++
	_, err := f.archive.add("notes-internes/"+f.folder+name, data)
	return err
}

// pdf lays a document of our own out and counts its blanks.
func (f *file) pdf(s letter.Sheet) ([]byte, error) {
	f.sum.Blanks += strings.Count(text(s), Blank)
	f.sum.Missing = append(f.sum.Missing, missing(s)...)
	return letter.RenderSheet(f.dated(s))
}

// dated gives a document of our own its language and its date.
func (f *file) dated(s letter.Sheet) letter.Sheet {
	s.Language = "fr"
	if s.Date.IsZero() {
		s.Date = f.On
	}
	return s
}

// missing names the places of a document that a person must fill in, each with
// the document's title.
func missing(s letter.Sheet) (out []string) {
	for _, sec := range s.Sections {
		for _, b := range sec.Blocks {
			for _, part := range parts(b) {
				if strings.Contains(part, Blank) {
					out = append(out, s.Title+"\u00a0: "+part)
				}
			}
		}
	}
	return out
}

// parts are the lines of a block, a row of a table as its label and what is left
// out of it.
func parts(b notice.Block) (out []string) {
	out = append(strings.Split(b.Text, "\n"), b.Items...)
	for _, r := range b.Rows {
		out = append(out, r.Label+"\u00a0: "+r.Value)
	}
	for _, r := range b.Table.Rows {
		label := r[min(1, len(r)-1)]
		for _, cell := range r {
			for _, line := range strings.Split(cell, "\n") {
				if strings.Contains(line, Blank) {
					out = append(out, label+"\u00a0: "+line)
				}
			}
		}
	}
	return out
}

// text is a document in words alone, for counting and comparing.
func text(s letter.Sheet) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", s.Title)
	for _, sec := range s.Sections {
		if b.WriteString("\n"); sec.Heading != "" {
			fmt.Fprintf(&b, "## %s\n\n", sec.Heading)
		}
		for _, bl := range sec.Blocks {
			writeBlock(&b, bl)
		}
	}
	fmt.Fprintf(&b, "\n-- %s\n", s.Foot)
	return b.String()
}

func writeBlock(b *strings.Builder, bl notice.Block) {
	if bl.Text != "" {
		fmt.Fprintf(b, "%s\n\n", bl.Text)
	}
	for _, it := range bl.Items {
		fmt.Fprintf(b, "– %s\n", it)
	}
	for _, r := range bl.Rows {
		fmt.Fprintf(b, "%s | %s\n", r.Label, r.Value)
	}
	t := bl.Table
	for _, row := range append(append([][]string{t.Head}, t.Rows...), t.Foot) {
		if len(row) > 0 {
			fmt.Fprintln(b, strings.Join(row, " | "))
		}
	}
	if len(bl.Items)+len(bl.Rows)+len(t.Head) > 0 {
		b.WriteString("\n")
	}
}

// record is the whole record, for a program.
func (f *file) record() ([]byte, error) { return json.MarshalIndent(f.View, "", "  ") }
