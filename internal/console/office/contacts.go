package office

import (
	"context"
	"iter"
	"net/http"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice/contacts"
	"relance/internal/console/page"
	"relance/internal/intake"
)

// Contacts merges lists of contacts into the debtors on record.
type Contacts interface {
	Merge(ctx context.Context, who access.Actor, in contacts.Merge) iter.Seq2[contacts.Entry, error]
}

// contactsView is the page on which a list of contacts is merged: drop, look, take.
type contactsView struct {
	page.Frame
	Error  string
	Key    string // key of the lists that were tried and may be taken; empty for none
	Taken  bool
	Counts []page.AmountLine
	Read   []string // what the columns were taken for
	Rows   []contactLine
	Cut    int
}

// contactLine is what becomes, or became, of a line.
type contactLine struct {
	Place, Debtor, Address, State, Tone string
	Notes                               []string
}

func (d *Door) contactsPage(w http.ResponseWriter, _ *http.Request, s page.Frame) error {
	templates.Render(w, http.StatusOK, "contacts", contactsView{Frame: s.Titled("Coordonnées")})
	return nil
}

// mergeContacts says what the lists that were dropped would change; or changes what
// was shown.
func (d *Door) mergeContacts(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	files, dry, fault := d.dropped(w, r, s, &d.lists, "Choisissez une liste de coordonnées, en CSV.")
	if fault.text != "" {
		templates.Render(w, fault.status, "contacts", contactsView{Frame: s.Titled("Coordonnées"), Error: fault.text})
		return nil
	}
	v := contactsView{Frame: s.Titled("Coordonnées"), Taken: !dry}
	in := contacts.Merge{Files: files.names, Source: files, Creditor: s.Chosen, DryRun: dry, List: func(l intake.ContactList) {
		for _, c := range l.Columns {
			v.Read = append(v.Read, c.Header+"\u00a0: "+contactField(c.Field))
		}
	}}
	counts := map[contacts.Outcome]int{}
	for e, err := range d.Contacts.Merge(r.Context(), s.Who, in) {
		if err != nil {
			return err
		}
		counts[e.Outcome]++
		if len(v.Rows) == mostImported {
			v.Cut++
			continue
		}
		if e.Outcome != contacts.Same {
			v.Rows = append(v.Rows, contactOf(e, dry))
		}
	}
	v.count(counts, dry)
	switch {
	case !dry:
		page.About(w, in.Creditor, strings.Join(files.names, ", "))
		d.Seen.Forget(s.Who)
	default:
		page.NothingDone(w)
		if counts[contacts.Changed] == 0 {
			break
		}
		key, err := d.Key()
		if err != nil {
			return err
		}
		v.Key = key
		d.lists.put(key, files)
	}
	templates.Render(w, http.StatusOK, "contacts", v)
	return nil
}

// count says how many lines came out in each way.
func (v *contactsView) count(counts map[contacts.Outcome]int, dry bool) {
	for _, o := range contactOutcomes {
		if n := counts[o.code]; n > 0 {
			v.Counts = append(v.Counts, page.AmountLine{Label: o.label(dry), Amount: page.Thousands(n)})
		}
	}
}

// contactOutcome is what becomes of lines, in words before and after they are taken,
// and of one.
type contactOutcome struct {
	code                                     contacts.Outcome
	before, after, oneBefore, oneAfter, tone string
}

// contactOutcomes words what becomes of a line, what matters first.
var contactOutcomes = []contactOutcome{
	{contacts.Failed, "Refusées", "Refusées", "Refusée", "Refusée", "red"}, {contacts.Changed, "À changer", "Changées", "À changer", "Changée", "green"},
	{contacts.Unmatched, "Sans client connu", "Sans client connu", "Sans client connu", "Sans client connu", "amber"}, {contacts.Same, "Déjà à jour", "Déjà à jour", "Déjà à jour", "Déjà à jour", ""},
}

func (o contactOutcome) label(dry bool) string {
	if dry {
		return o.before
	}
	return o.after
}

func contactOf(e contacts.Entry, dry bool) contactLine {
	line := contactLine{Place: placeOf(e.File, e.Line), Debtor: e.Name}
	if e.Debtor != "" {
		line.Address = page.DebtorAddress(e.Creditor, e.Debtor)
	}
	for _, o := range contactOutcomes {
		if o.code == e.Outcome {
			if line.State, line.Tone = o.oneAfter, o.tone; dry {
				line.State = o.oneBefore
			}
		}
	}
	for _, diff := range e.Changes {
		was := "rien"
		if diff.Recorded != "" {
			was = "«\u00a0" + diff.Recorded + "\u00a0»"
		}
		line.Notes = append(line.Notes, page.Capital(contactField(diff.Field))+"\u00a0: "+was+" devient «\u00a0"+diff.Given+"\u00a0»")
	}
	switch {
	case e.Own != "":
		line.Notes = append(line.Notes, "C’est votre propre adresse\u00a0: les relances ne parviendraient pas au client.")
	case e.Refused != "":
		line.Notes = append(line.Notes, "Cette adresse a été refusée pour de bon\u00a0: donnez-en une autre.")
	case e.Err != nil:
		line.Notes = append(line.Notes, page.Said(e.Err))
	}
	for _, ref := range e.Mended {
		line.Notes = append(line.Notes, "Le dossier "+ref.Number+", qui attendait une adresse, repart.")
	}
	return line
}

// contactFields name what a line says of a debtor.
var contactFields = map[string]string{
	"email": "adresse e-mail", "address2": "complément d’adresse", "regime": "régime", "language": "langue", "address": "adresse postale", "postcode": "code postal", "city": "ville", "country": "pays",
	"lre": "recommandé électronique", "lre_consent": "date du consentement", "lre_manner": "forme du consentement", "customer_ref": "référence client", "siren": "SIREN", "vat": "numéro de TVA", "buyer_name": "nom", "creditor": "créancier",
}

func contactField(name string) string {
	if w := contactFields[name]; w != "" {
		return w
	}
	if name == "" {
		return "laissée de côté"
	}
	return name
}
