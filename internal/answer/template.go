package answer

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"text/template"

	"relance/internal/dunning"
	"relance/internal/identifier"
	"relance/internal/inbox"
	"relance/internal/money"
)

//go:embed templates/*.txt
var builtin embed.FS

// blank stands in a template for what nobody knows yet. A reply that still holds
// one does not leave.
const blank = "[…]"

// names are the templates, in the order in which they are offered, with the
// proposals that each answers.
var names = []struct {
	name, label string
	answers     []inbox.IntentKind
}{
	{"accuse", "Bien reçu", []inbox.IntentKind{inbox.Legal, inbox.Unclear}},
	{"paiement", "Paiement annoncé", []inbox.IntentKind{inbox.Paid}},
	{"promesse", "Promesse notée", []inbox.IntentKind{inbox.Promise}},
	{"litige", "Contestation en cours d’examen", []inbox.IntentKind{inbox.Dispute}},
	{"echeancier", "Échéancier accepté", []inbox.IntentKind{inbox.Instalments}},
	{"copie", "Copie de facture", []inbox.IntentKind{inbox.Document}},
	{"rib", "Coordonnées bancaires", nil},
	{"contact", "Nouvel interlocuteur noté", []inbox.IntentKind{inbox.NewContact, inbox.LeftCompany, inbox.NewAddress}},
	{"erreur", "Mauvais destinataire", []inbox.IntentKind{inbox.WrongRecipient}},
	{"procedure", "Procédure collective", []inbox.IntentKind{inbox.Insolvency}},
}

// Choice is a template to begin with.
type Choice struct {
	Name  string `json:"name"`
	Label string `json:"label"` // French
}

// Choices lists the templates.
func Choices() []Choice {
	out := make([]Choice, len(names))
	for i, n := range names {
		out[i] = Choice{n.name, n.label}
	}
	return out
}

// For is the template that fits what a mail says best.
func For(list []inbox.Intent) string {
	for _, in := range list {
		if in.Kind == inbox.Document && in.Detail == "bank_details" {
			return "rib"
		}
		for _, n := range names {
			if slices.Contains(n.answers, in.Kind) {
				return n.name
			}
		}
	}
	return names[0].name
}

// Templates are the beginnings of replies.
type Templates struct{ set *template.Template }

// Load reads the built-in templates, with those of own over them: a file
// NAME.txt replaces the one of its name. Nil has none. An unknown name is a
// fault, since nobody would ever be offered it.
func Load(own fs.FS) (Templates, error) {
	set := template.New("").Option("missingkey=error")
	for _, n := range names {
		text, err := builtin.ReadFile("templates/" + n.name + ".txt")
		if err == nil && own != nil {
			mine, fault := fs.ReadFile(own, n.name+".txt")
			switch {
			case fault == nil:
				text = mine
			case !errors.Is(fault, fs.ErrNotExist):
				err = fault
			}
		}
		if err == nil {
			_, err = set.New(n.name).Parse(strings.ReplaceAll(string(text), "\r\n", "\n"))
		}
		if err != nil {
			return Templates{}, dunning.Errorf(dunning.CodeInvalid, "the template %s.txt of replies: %w", n.name, err).
				WithHint("docs/inbox.md lists what a template may use")
		}
	}
	t := Templates{set}
	return t, errors.Join(t.try(), strangers(own))
}

// try writes every template once, so that a wrong field is found at the start.
func (t Templates) try() error {
	var faults []error
	for _, n := range names {
		_, err := t.Text(n.name, Values{Author: "Claire", Creditor: "Atelier Brunel SARL", Invoices: []string{"F-1"}})
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

func strangers(own fs.FS) error {
	if own == nil {
		return nil
	}
	files, err := fs.Glob(own, "*.txt")
	for _, f := range files {
		if !slices.ContainsFunc(Choices(), func(c Choice) bool { return c.Name+".txt" == f }) {
			err = errors.Join(err, dunning.Errorf(dunning.CodeInvalid, "%s is no template of replies", f).WithHint("the names are those of docs/inbox.md"))
		}
	}
	return err
}

// Values are what a template may use. What nobody knows is a blank that must
// be filled in before the reply can leave.
type Values struct {
	Name     string // of whoever wrote
	Author   string // of whoever answers
	Creditor string
	Phone    string
	IBAN     string // in groups of four
	BIC      string
	Invoices []string
	Date     string // that the proposal names, in French
	Amount   string
}

// ValuesOf takes the values from a mail, from what it says and from whoever
// answers.
func ValuesOf(c dunning.Creditor, author string, r inbox.Reading, invoices []string, currency string) Values {
	v := Values{
		Name: oneLine(r.FromName), Author: author, Creditor: oneLine(c.Name), Phone: c.Phone, BIC: c.BIC, Invoices: invoices,
		Date: blank, Amount: blank, IBAN: c.IBAN,
	}
	if iban, err := identifier.ParseIBAN(c.IBAN); err == nil {
		v.IBAN = iban.Formatted()
	}
	for _, in := range r.Intents {
		if !in.Date.IsZero() && v.Date == blank {
			v.Date = in.Date.FrenchLong()
		}
		if in.Amount != nil && v.Amount == blank {
			v.Amount = money.French(money.Amount{Cents: *in.Amount, Currency: cmp.Or(currency, "EUR")})
		}
	}
	return v
}

// Facture names the invoices: "la facture F-1", "les factures F-1 et F-2".
func (v Values) Facture() string {
	switch n := len(v.Invoices); n {
	case 0:
		return "votre compte"
	case 1:
		return "la facture " + v.Invoices[0]
	default:
		return "les factures " + strings.Join(v.Invoices[:n-1], ", ") + " et " + v.Invoices[n-1]
	}
}

// DeFacture is the same after "de".
func (v Values) DeFacture() string {
	switch len(v.Invoices) {
	case 0:
		return "de votre compte"
	case 1:
		return "de " + v.Facture()
	}
	return "des" + strings.TrimPrefix(v.Facture(), "les")
}

// Text begins a reply. CodeNotFound when there is no such template.
func (t Templates) Text(name string, v Values) (string, error) {
	found := t.set.Lookup(name)
	if found == nil {
		return "", dunning.Errorf(dunning.CodeNotFound, "there is no template %q of replies", name).WithHint("take one of %s", strings.Join(templateNames(), ", "))
	}
	var b bytes.Buffer
	if err := found.Execute(&b, v); err != nil {
		return "", dunning.Errorf(dunning.CodeInvalid, "%w", fmt.Errorf("writing the template %s of replies: %w", name, err)).
			WithHint("docs/inbox.md lists what a template may use")
	}
	return strings.TrimRight(b.String(), "\n") + "\n", nil
}

func templateNames() []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = n.name
	}
	return out
}
