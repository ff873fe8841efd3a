package evidence

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/postage"
	"relance/internal/words"
)

// fr speaks the language of the courts.
var fr = words.In(words.French)

// exhibits writes the pieces in the order of a list of exhibits: the invoice,
// what was sent and what proves it, what the debtor said, the bills, the
// statement.
func (f *file) exhibits() error {
	if err := f.records(); err != nil {
		return err
	}
	if err := f.declarations(); err != nil {
		return err
	}
	claim, err := f.claim()
	if err != nil {
		return err
	}
	s, err := f.statement(claim)
	if err != nil {
		return err
	}
	data, err := f.pdf(f.asExhibit(s))
	if err != nil {
		return err
	}
	return f.exhibit(statementTitle+f.statementOf(), claim.On, "decompte", ".pdf", data)
}

// asExhibit lets a document of our own bear the number of the exhibit that it
// becomes at the foot of each page.
func (f *file) asExhibit(s letter.Sheet) letter.Sheet {
	s.Foot = fmt.Sprintf("Pièce n°\u00a0%d\u00a0: %s", len(f.pieces)+1, untitled(s.Foot))
	return s
}

// declarations writes the declarations of the claim as they were posted, each with
// its proofs: the creditor proves sending and content (Com. 4 February 2026,
// 24-21.337).
func (f *file) declarations() error {
	const what = "Déclaration de créance"
	for _, l := range f.Declared {
		posted := calendar.DateOf(l.ApprovedAt.In(calendar.Metropole.Location()))
		name := what + ", " + by[dunning.RegisteredLetter]
		var proofs []postage.LetterProof
		if l.Post != nil {
			proofs = l.Post.Proofs
			if !l.Post.Sent.IsZero() {
				posted = calendar.DateOf(l.Post.Sent.In(calendar.Metropole.Location()))
			}
			if l.Post.Number != "" {
				name += ", n°\u00a0" + l.Post.Number
			}
		}
		err := f.document(l.Document, ".pdf", func(_ string, data []byte) error {
			return f.exhibit(name, posted, what, ".pdf", data)
		})
		if err != nil {
			return err
		}
		for _, p := range proofs {
			if err := f.proof(what, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// statementOf says of what a statement is, where there are several.
func (f *file) statementOf() string {
	if f.folder != "" {
		return "facture n°\u00a0" + f.View.Invoice.Number
	}
	return "créance"
}

// statementTitle begins the title of every statement of a claim.
const statementTitle = "Décompte de la "

// records writes the pieces that are on record: the invoice, what was sent and
// what proves it, what the debtor said, the bills.
func (f *file) records() error {
	v := f.View
	err := f.document(v.Invoice.Document, ".pdf", func(ext string, data []byte) error {
		title := "Facture n°\u00a0" + v.Invoice.Number + ", échue le " + v.Case.Due.French()
		return f.exhibit(title, v.Invoice.Issued, "facture-"+v.Invoice.Number, ext, data)
	})
	if err != nil {
		return err
	}
	for _, m := range f.sent() {
		if err := f.message(m); err != nil {
			return err
		}
	}
	if err := f.heard(false); err != nil {
		return err
	}
	for _, o := range v.Particulars.Outlays {
		err := f.document(o.Document, ".bin", func(ext string, data []byte) error {
			return f.exhibit("Justificatif\u00a0: "+outlay(o)+", "+f.sums(o.Amount), o.Date, "justificatif-"+o.What, ext, data)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// document hands the bytes of a document on with the extension of its name;
// none is no fault: not every invoice has a file.
func (f *file) document(sha, usual string, use func(ext string, data []byte) error) error {
	if sha == "" {
		return nil
	}
	d, err := f.Open(sha)
	if err != nil {
		return fmt.Errorf("reading a document of the case: %w", err)
	}
	return use(strings.ToLower(cmp.Or(path.Ext(d.Name), usual)), d.Bytes)
}

// chases tells whether a message is one that a court is to read: it chases the
// claim or acknowledges a part of it, and was accepted for delivery.
func chases(m dunning.Message) bool {
	return m.State == dunning.MessageAccepted && m.Level != dunning.Thanks && m.Document != ""
}

// sent lists the messages that are exhibits, the oldest first.
func (f *file) sent() (out []dunning.Message) {
	for _, m := range f.View.Messages {
		if chases(m) {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b dunning.Message) int { return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.ID, b.ID)) })
	return out
}

var by = map[dunning.Channel]string{
	dunning.Email: "par courriel", dunning.Letter: "par lettre simple", dunning.RegisteredLetter: "par lettre recommandée avec avis de réception",
}

// message writes a message exactly as it left, and the proofs of its letter.
func (f *file) message(m dunning.Message) error {
	what := title(fr.Level(m.Level))
	err := f.document(m.Document, extension(m.Channel), func(_ string, data []byte) error {
		name := what + ", " + by[m.Channel]
		for _, l := range f.Letters {
			if l.Message == m.ID && l.Number != "" {
				name += ", n°\u00a0" + spaced(l.Number)
			}
		}
		return f.exhibit(name, m.Day, fr.Level(m.Level), extension(m.Channel), data)
	})
	if err != nil {
		return err
	}
	for _, l := range f.Letters {
		if l.Message != m.ID {
			continue
		}
		for _, p := range l.Proofs {
			if err := f.proof(what, p); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *file) proof(of string, p postage.LetterProof) error {
	return f.document(p.Document, ".bin", func(ext string, data []byte) error {
		return f.exhibit(title(fr.Proof(p.Kind))+" ("+untitled(of)+")", p.Date, fr.Proof(p.Kind), ext, data)
	})
}

// extension is that of the exact bytes of a message.
func extension(c dunning.Channel) string {
	if c == dunning.Email {
		return ".eml"
	}
	return ".pdf"
}

func outlay(o dunning.Outlay) string {
	return cmp.Or(strings.Join(strings.Fields(o.What), " "), "frais de recouvrement")
}

// title begins a text with a capital letter.
func title(s string) string {
	r := []rune(s)
	return strings.ToUpper(string(r[:min(1, len(r))])) + string(r[min(1, len(r)):])
}

func untitled(s string) string {
	r := []rune(s)
	return strings.ToLower(string(r[:min(1, len(r))])) + string(r[min(1, len(r)):])
}
