package portal

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"relance/internal/backoffice/debtorpages"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/people"
	"relance/internal/visit"
	"relance/internal/words"
)

// deed is something that a debtor can say.
type deed struct {
	slug    string
	kind    visit.Kind
	part    string    // of dunning.PortalParts; empty is always offered
	label   [2]string // French, English: on the button
	title   [2]string
	intro   [2]string
	date    [2]string // label of the day; empty for none
	amount  [2]string
	ref     [2]string
	contact [2]string
	text    [2]string
	needs   bool // the text is needed
	files   bool
}

// deeds lists them in the order of their buttons.
var deeds = []deed{
	{slug: "paye", kind: visit.Paid, label: [2]string{"J’ai déjà payé", "I have paid"}, title: [2]string{"J’ai déjà payé", "I have already paid"},
		intro:  [2]string{"Dites-nous quand et comment\u00a0: nous cherchons votre règlement.", "Tell us when and how: we shall look for your payment."},
		date:   [2]string{"Date du paiement", "Date of the payment"},
		amount: [2]string{"Montant payé", "Amount paid"}, ref: [2]string{"Référence du virement ou numéro du chèque (facultatif)", "Reference of the transfer or number of the cheque (optional)"},
		text: [2]string{"Précisions (facultatif)", "Details (optional)"}, files: true},
	{slug: "promesse", kind: visit.Promise, part: "promise", label: [2]string{"Je paierai le…", "I shall pay on…"}, title: [2]string{"Je paierai à une date", "I shall pay on a date"},
		intro: [2]string{"Donnez la date à laquelle vous ferez le virement.", "Name the date on which you will make the transfer."},
		date:  [2]string{"Date du paiement", "Date of the payment"}, amount: [2]string{"Montant", "Amount"}, text: [2]string{"Précisions (facultatif)", "Details (optional)"}},
	{slug: "contester", kind: visit.Contest, part: "dispute", label: [2]string{"Je conteste", "I contest it"}, title: [2]string{"Je conteste la facture", "I contest the invoice"},
		intro:  [2]string{"Dites-nous ce qui ne va pas. Nous cessons de réclamer ce que vous contestez le temps de l’examiner.", "Tell us what is wrong. We stop asking for what you contest while we look into it."},
		amount: [2]string{"Montant contesté", "Amount contested"}, text: [2]string{"Ce qui ne va pas", "What is wrong"}, needs: true, files: true},
	{slug: "plusieurs-fois", kind: visit.Instalments, label: [2]string{"Payer en plusieurs fois", "Pay in instalments"}, title: [2]string{"Payer en plusieurs fois", "Pay in instalments"},
		intro: [2]string{"Proposez des montants et des dates\u00a0; nous vous répondons.", "Propose amounts and dates; we shall answer you."},
		text:  [2]string{"Votre proposition", "Your proposal"}, needs: true},
	{slug: "document", kind: visit.Document, label: [2]string{"Demander un document", "Ask for a document"}, title: [2]string{"Demander un document", "Ask for a document"},
		intro: [2]string{"Bon de commande, bon de livraison, duplicata, RIB…", "Order form, delivery note, copy, bank details…"},
		text:  [2]string{"Ce dont vous avez besoin", "What you need"}, needs: true},
	{slug: "pas-moi", kind: visit.NotMe, label: [2]string{"Ce n’est pas pour moi", "This is not for me"}, title: [2]string{"Ce n’est pas pour moi", "This is not for me"},
		intro:   [2]string{"Mauvais destinataire, changement d’adresse ou d’interlocuteur\u00a0: une personne vérifie avant de changer quoi que ce soit.", "Wrong recipient, a new address or another person: somebody checks before anything is changed."},
		contact: [2]string{"À qui ou à quelle adresse nous adresser", "Whom, or which address, to write to"}, text: [2]string{"Précisions (facultatif)", "Details (optional)"}},
}

func (f frame) pick(p [2]string) string { return f.S(p[0], p[1]) }

// deeds are the buttons that a page offers: while something is left to say.
func (v *accountView) deeds(a debtorpages.Account) (out []deedLink) {
	for _, d := range deeds {
		if a.Takes(d.part) {
			out = append(out, deedLink{d.slug, v.pick(d.label)})
		}
	}
	return out
}

// formView is the page of a deed.
type formView struct {
	frame
	foot
	Creditor, Action, Intro, Error       string
	One, OneLabel                        string
	Choices, Categories                  []choice
	DateLabel, DateHint, Date            string
	DateMin, DateMax                     string
	AmountLabel, Amount                  string
	RefLabel, Ref, ContactLabel, Contact string
	TextLabel, Text                      string
	TextNeeded, Files                    bool
}

type choice struct {
	Value, Label string
	Chosen       bool
}

// offered finds the deed of a slug, where the page offers it.
func offered(a debtorpages.Account, slug string) (deed, error) {
	for _, d := range deeds {
		if d.slug == slug && a.Takes(d.part) {
			return d, nil
		}
	}
	return deed{}, nothing()
}

func (d *Door) form(w http.ResponseWriter, r *http.Request) error {
	a, err := d.Pages.See(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	what, err := offered(a, r.PathValue("slug"))
	if err != nil {
		return err
	}
	return render(w, http.StatusOK, "form", formOf(a, what, base(r), visit.Answer{}, ""))
}

// formOf is a form with what was typed.
func formOf(a debtorpages.Account, what deed, at string, typed visit.Answer, fault string) formView {
	v := formView{frame: frameOf(a, at), foot: footOf(a), Creditor: a.Creditor.Name, Action: at + "/dire/" + what.slug, Error: fault}
	v.Title, v.Intro = v.pick(what.title), v.pick(what.intro)
	for _, l := range a.Lines {
		if l.Answerable() {
			label := l.Case.Number + " – " + v.sum(l.Case.Balance, l.Case.Currency)
			v.Choices = append(v.Choices, choice{l.Case.Number, label, typed.Kind == "" || slices.Contains(typed.Invoices, l.Case.Number)})
		}
	}
	if len(v.Choices) == 1 {
		v.One, v.OneLabel = v.Choices[0].Value, v.Choices[0].Label
		v.AmountLabel = v.pick(what.amount)
	}
	if what.kind == visit.Contest {
		for _, c := range visit.Categories() {
			v.Categories = append(v.Categories, choice{c, capital(v.words().Dispute(c)), c == typed.Category})
		}
	}
	if v.DateLabel = v.pick(what.date); v.DateLabel != "" {
		v.DateMax = a.Today.String()
		if what.kind == visit.Promise {
			v.DateMin, v.DateMax = a.Today.String(), a.Promise.String()
			v.DateHint = v.S("Au plus tard le ", "At the latest ") + v.date(a.Promise)
		}
		if !typed.Date.IsZero() {
			v.Date = typed.Date.String()
		}
	}
	if typed.Amount != 0 {
		v.Amount = typed.Amount.String()
	}
	v.RefLabel, v.Ref, v.ContactLabel, v.Contact = v.pick(what.ref), typed.Reference, v.pick(what.contact), typed.Contact
	v.TextLabel, v.Text, v.TextNeeded, v.Files = v.pick(what.text), typed.Text, what.needs, what.files
	return v
}

func (f frame) words() words.Words {
	if f.Lang == "en" {
		return words.In(words.English)
	}
	return words.In(words.French)
}

func capital(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// confirmView is the second page: what was said and what it will do.
type confirmView struct {
	frame
	foot
	Creditor, Action, Effect string
	Trial                    bool
	Rows, Hidden             []rowView
}

// say shows the second page, or records what it confirmed.
func (d *Door) say(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	a, err := d.Pages.See(r.Context(), token)
	if err != nil {
		return err
	}
	what, err := offered(a, r.PathValue("slug"))
	if err != nil {
		return err
	}
	answer, fault, err := d.typed(r, what, frameOf(a, base(r)))
	if err != nil {
		return err
	}
	if key := r.PostFormValue("cle"); key != "" && fault == "" {
		return d.confirmed(w, r, what, key, answer)
	}
	weighed := debtorpages.Weighed{Account: a, Answer: answer}
	if fault == "" {
		if weighed, err = d.Ears.Weigh(r.Context(), token, answer); err != nil {
			return err
		}
		fault = faultOf(weighed, frameOf(a, base(r)))
	}
	if fault != "" {
		return render(w, http.StatusUnprocessableEntity, "form", formOf(a, what, base(r), answer, fault))
	}
	key, err := people.NewSecret(d.Random)
	if err != nil {
		return err
	}
	return render(w, http.StatusOK, "confirm", confirmOf(weighed, what, base(r), key))
}

// confirmed records an answer and shows what becomes of it.
func (d *Door) confirmed(w http.ResponseWriter, r *http.Request, what deed, key string, answer visit.Answer) error {
	if len(key) > 100 {
		return dunning.Errorf(dunning.CodeInvalid, "the key of the form is none")
	}
	weighed, err := d.Ears.Say(r.Context(), r.PathValue("token"), key, answer)
	if err != nil {
		return err
	}
	if fault := faultOf(weighed, frameOf(weighed.Account, base(r))); fault != "" {
		return render(w, http.StatusUnprocessableEntity, "form", formOf(weighed.Account, what, base(r), answer, fault))
	}
	if weighed.Trial {
		return dunning.Errorf(dunning.CodeForbidden, "a trial records nothing")
	}
	q := url.Values{"quoi": {what.slug}}
	if weighed.Suspends() {
		q.Set("suspend", "1")
	}
	http.Redirect(w, r, base(r)+"/recu?"+q.Encode(), http.StatusSeeOther)
	return nil
}

// typed reads a form; fault is a sentence for what cannot be read.
func (d *Door) typed(r *http.Request, what deed, f frame) (a visit.Answer, fault string, err error) {
	if err := r.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return a, "", dunning.Errorf(dunning.CodeInvalid, "the form cannot be read: %w", err)
	}
	a = visit.Answer{
		Kind: what.kind, Invoices: r.PostForm["facture"], Category: r.PostFormValue("motif"), Reference: r.PostFormValue("ref"),
		Text: r.PostFormValue("texte"), Contact: r.PostFormValue("contact"), Files: r.PostForm["piece"],
	}.Clean()
	if text := strings.TrimSpace(r.PostFormValue("montant")); text != "" && what.amount[0] != "" {
		if a.Amount, err = money.ParseDecimal(text, money.CommaDecimal); err != nil || a.Amount <= 0 {
			return a, f.S("Le montant ne se lit pas\u00a0: écrivez-le comme 1 200,00.", "The amount cannot be read: write it as 1200.00."), nil
		}
	}
	if text := r.PostFormValue("date"); text != "" && what.date[0] != "" {
		if a.Date, err = calendar.ParseLoose(text); err != nil {
			return a, f.S("La date ne se lit pas\u00a0: écrivez-la comme 12/03/2026.", "The date cannot be read: write it as 2026-03-12."), nil
		}
	}
	if what.files {
		fault, err = d.bring(r, &a, f)
	}
	return a, fault, err
}

// bring keeps the files of a form.
func (d *Door) bring(r *http.Request, a *visit.Answer, f frame) (fault string, err error) {
	if r.MultipartForm == nil {
		return "", nil
	}
	refused := f.S("Seuls des fichiers PDF, JPEG ou PNG de 5 Mo au plus sont acceptés, trois en tout.", "Only PDF, JPEG or PNG files of at most 5 MB are taken, three in all.")
	for _, h := range r.MultipartForm.File["pieces"] {
		if h.Size == 0 {
			continue
		}
		if len(a.Files) >= visit.MostFiles || h.Size > visit.MostBytes {
			return refused, nil
		}
		in, err := h.Open()
		if err != nil {
			return "", err
		}
		data, err := io.ReadAll(io.LimitReader(in, visit.MostBytes+1))
		if err = errors.Join(err, in.Close()); err != nil {
			return "", err
		}
		sha, err := d.Ears.Bring(r.Context(), r.PathValue("token"), data)
		switch code := dunning.ErrorCode(err); {
		case code == dunning.CodeInvalid || code == dunning.CodeConflict:
			return refused, nil
		case err != nil:
			return "", err
		case sha != "":
			a.Files = append(a.Files, sha)
		}
	}
	return "", nil
}
