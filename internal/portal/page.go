package portal

import (
	"cmp"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"relance/internal/backoffice/debtorpages"
	"relance/internal/dunning"
	"relance/internal/visit"
)

// accountView is the page of a link, or of the whole account.
type accountView struct {
	frame
	foot
	Creditor, Debtor string
	Trial, AllPaid   bool
	AskedLabel       string
	Asked            string
	Extras, Later    string
	OneFile          string
	Lines            []lineView
	Pay              []payView
	OnePay           bool
	Card             string // sum that a card would pay; empty when no card is taken
	Returned         bool   // the debtor comes back from the provider's page
	Deeds            []deedLink
	Why              string
}

// foot is what every page ends with.
type foot struct {
	Phone, Dial, Email string
	WholeOffered       bool
}

type lineView struct {
	Number, File, Issued, Due, Left, State, Paid string
}

type payView struct {
	Rows []rowView
	QR   template.URL
}

type rowView struct{ Label, Value, Copy string }

type deedLink struct{ Slug, Label string }

func (d *Door) page(w http.ResponseWriter, r *http.Request) error {
	a, err := d.Pages.See(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	v := accountOf(a, base(r))
	v.Returned = r.URL.Query().Get("carte") == "1" && !v.AllPaid
	return render(w, http.StatusOK, "account", v)
}

// frameOf is the frame of a page about an account.
func frameOf(a debtorpages.Account, at string) frame {
	f := frame{Lang: cmp.Or(a.Debtor.Language, "fr"), Base: at}
	f.Title = a.Creditor.Name + f.S(" – vos factures", " – your invoices")
	return f
}

func footOf(a debtorpages.Account) foot {
	return foot{
		Phone: a.Creditor.Phone, Dial: dialled(a.Creditor.Phone), Email: a.Creditor.ReplyAddress(),
		WholeOffered: !a.Whole && a.Creditor.Portal.Offers("statement") && a.Debtor.Mailable() && !a.Link.Trial,
	}
}

func accountOf(a debtorpages.Account, at string) accountView {
	v := accountView{
		frame: frameOf(a, at), foot: footOf(a), Creditor: a.Creditor.Name, Debtor: a.Debtor.Name, Trial: a.Link.Trial, AllPaid: a.Cleared(),
	}
	v.totals(a)
	for _, l := range a.Lines {
		v.Lines = append(v.Lines, v.line(l))
	}
	if len(v.Lines) == 1 {
		v.OneFile = v.Lines[0].File
	}
	for _, p := range a.HowToPay {
		pay := payView{QR: qr(p.QRPayload), Rows: []rowView{
			{v.S("Titulaire", "Holder"), p.Holder, p.Holder}, {"IBAN", strings.Join(strings.Fields(p.IBAN), " "), strings.Join(strings.Fields(p.IBAN), "")},
		}}
		if p.BIC != "" {
			pay.Rows = append(pay.Rows, rowView{"BIC", p.BIC, p.BIC})
		}
		pay.Rows = append(pay.Rows, rowView{v.S("Référence", "Reference"), p.Reference, p.Reference})
		if p.Amount != "" {
			pay.Rows = append(pay.Rows, rowView{v.S("Montant", "Amount"), p.Amount, ""})
		}
		v.Pay = append(v.Pay, pay)
	}
	v.OnePay = len(v.Pay) == 1
	if a.Card > 0 && !a.Whole {
		v.Card = v.sum(a.Card, a.Currency)
	}
	if !a.Whole {
		v.Deeds = v.deeds(a)
	}
	v.Why = why(v.frame, a.Link)
	return v
}

// why says whom a link was for.
func why(f frame, l visit.Link) string {
	if l.Letter {
		return f.S("Parce que nous vous avons adressé une lettre à propos de ces factures. Le code est propre à cette lettre ; ne le transmettez qu’à qui peut répondre pour vous.",
			"Because we sent you a letter about these invoices. The code belongs to that letter; pass it on only to whoever may answer for you.")
	}
	return f.S("Parce que nous avons envoyé un message à propos de ces factures à "+hidden(l.Recipient)+". Le lien est propre à ce message\u00a0; ne le transmettez qu’à qui peut répondre pour vous.",
		"Because we sent a message about these invoices to "+hidden(l.Recipient)+". The link belongs to that message; pass it on only to whoever may answer for you.")
}

// totals writes what is asked for.
func (v *accountView) totals(a debtorpages.Account) {
	v.AskedLabel, v.Asked = v.S("À régler", "To pay"), v.sum(a.Asked, cmp.Or(a.Currency, "EUR"))
	switch {
	case a.Asked == 0 && a.Upcoming > 0:
		v.AskedLabel, v.Asked = v.S("À régler à l’échéance", "To pay when it is due"), v.sum(a.Upcoming, a.Currency)
	case a.Upcoming > 0:
		v.Later = v.S("À venir, non compris\u00a0: ", "To come, not included: ") + v.sum(a.Upcoming, a.Currency)
	}
	if a.Extras > 0 {
		v.Extras = v.S("dont ", "of which ") + v.sum(a.Extras, a.Currency) +
			v.S(" de pénalités et frais réclamés par nos courriers, au ", " of penalties and costs that our letters claim, on ") + v.date(a.Today)
	}
}

func (v *accountView) line(l debtorpages.AccountLine) lineView {
	c := l.Case
	out := lineView{
		Number: c.Number, Issued: v.date(l.Invoice.Issued), Due: v.date(c.Due), Left: v.sum(max(c.Balance, 0), c.Currency), State: v.state(l),
	}
	if l.Invoice.Document != "" {
		out.File = v.Base + "/facture/" + url.PathEscape(c.Number)
	}
	if got := l.Invoice.Payable - c.Balance - l.Credited(); got > 0 && c.Balance > 0 {
		out.Paid = v.S("déjà reçu\u00a0: ", "received: ") + v.sum(got, c.Currency)
	}
	return out
}

// state says where an invoice stands, in one sentence.
func (v *accountView) state(l debtorpages.AccountLine) string {
	c := l.Case
	switch l.State {
	case visit.Upcoming:
		return v.S("à échoir", "not due yet")
	case visit.Cleared:
		if n := len(l.Payments); n > 0 {
			return v.S("payée le ", "paid on ") + v.date(l.Payments[n-1].Date) + v.S(", merci", ", thank you")
		}
		return v.S("payée, merci", "paid, thank you")
	case visit.Credited:
		return v.S("annulée par un avoir", "cancelled by a credit note")
	case visit.Contested:
		return v.S("contestée\u00a0: nous examinons votre demande", "contested: we are looking into it")
	case visit.Insolvency:
		return v.S("procédure collective\u00a0: rien n’est à payer ici", "insolvency proceedings: nothing is to be paid here")
	case visit.Checking:
		return v.S("en cours de vérification de notre côté\u00a0: rien n’est à payer ici pour l’instant", "being checked on our side: nothing is to be paid here for now")
	case visit.Ended:
		return v.S("close", "closed")
	case visit.Agreed:
		return v.S("échéancier convenu", "instalments agreed")
	case visit.Promised:
		for _, h := range c.Holds {
			if h.Kind == dunning.HoldPromise {
				return v.S("règlement annoncé pour le ", "payment announced for ") + v.date(h.Date)
			}
		}
	}
	if d := c.Balance - c.Uncontested(); d > 0 {
		return v.S("échue, dont contesté\u00a0: ", "due, of which contested: ") + v.sum(d, c.Currency)
	}
	return v.S("échue", "due")
}

// hidden shows so much of an address that its owner recognises it.
func hidden(address string) string {
	name, domain, ok := strings.Cut(address, "@")
	if !ok || name == "" {
		return "…"
	}
	return string([]rune(name)[:1]) + "…@" + domain
}

// file gives the PDF of an invoice, as it was received.
func (d *Door) file(w http.ResponseWriter, r *http.Request) error {
	doc, err := d.Pages.InvoiceFile(r.Context(), r.PathValue("token"), d.session(r), r.PathValue("number"))
	if err != nil {
		return err
	}
	a, err := d.Pages.See(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	if err := d.noteFile(r, a.Link); err != nil {
		return err // what is not on record is not taken out
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	if doc.MediaType == "application/pdf" {
		h.Set("Content-Type", doc.MediaType)
	}
	h.Set("Content-Disposition", `attachment; filename="facture-`+plainName(r.PathValue("number"))+`.pdf"`)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	w.Write(doc.Bytes) //nolint:errcheck // the browser has gone
	return nil
}

// plainName keeps of a number what a file name can hold anywhere.
func plainName(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, number)
}

type privacyView struct {
	frame
	foot
	Creditor   string
	Paragraphs []string
}

// privacy tells what happens to personal data (GDPR 13 and 14).
func (d *Door) privacy(w http.ResponseWriter, r *http.Request) error {
	a, err := d.Pages.See(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	v := privacyView{frame: frameOf(a, base(r)), foot: footOf(a), Creditor: a.Creditor.Name}
	v.Title = v.S("Vos données personnelles", "Your personal data")
	contact := cmp.Or(a.Creditor.Privacy, a.Creditor.ReplyAddress())
	address := strings.Join(append(append([]string{}, a.Creditor.Address.Lines...), a.Creditor.Address.Postcode+" "+a.Creditor.Address.City), ", ")
	v.Paragraphs = []string{
		v.S(a.Creditor.Name+", "+address+", est responsable du traitement. Contact\u00a0: "+contact+".", a.Creditor.Name+", "+address+", is the controller. Contact: "+contact+"."),
		v.S("À quoi elles servent\u00a0: suivre le paiement de ses factures et répondre à vos demandes. La base est le contrat, son intérêt légitime à être payé, et ses obligations comptables (RGPD, art. 6\u00a01 b, f et c).",
			"What they serve: to follow the payment of its invoices and to answer your requests. The basis is the contract, its legitimate interest in being paid, and its accounting duties (GDPR, art. 6(1)(b), (f) and (c))."),
		v.S("Lesquelles\u00a0: nom, coordonnées, factures, règlements, messages envoyés, et ce que vous dites sur cette page avec les pièces jointes. Elles viennent de vos commandes et de vous.",
			"Which: name, contact details, invoices, payments, messages sent, and what you say on this page with its files. They come from your orders and from you."),
		v.S("Qui les voit\u00a0: les personnes chargées du suivi, leurs prestataires techniques et, s’il faut aller jusque-là, le tribunal ou un commissaire de justice.",
			"Who sees them: the people in charge, their technical providers and, should it come to that, the court or a bailiff."),
		v.S("Combien de temps\u00a0: jusqu’au règlement, puis le temps des délais légaux de preuve et de conservation comptable.",
			"How long: until the payment, and then for the legal periods of proof and accounting."),
		v.S("Vos droits\u00a0: accès, rectification, effacement, limitation, opposition, en écrivant au contact ci-dessus\u00a0; et réclamation auprès de la CNIL (www.cnil.fr).",
			"Your rights: access, rectification, erasure, restriction, objection, by writing to the contact above; and a complaint to the CNIL (www.cnil.fr)."),
		v.S("Cette page ne dépose aucun traceur. Un seul cookie, pour trente minutes, existe si vous demandez à voir tout votre compte avec un code. L’ouverture de la page n’est ni comptée ni interprétée.",
			"This page sets no tracker. One cookie, for thirty minutes, exists if you ask to see your whole account with a code. Opening the page is neither counted nor interpreted."),
	}
	return render(w, http.StatusOK, "privacy", v)
}

// again asks for a new link; the answer is the same whether there was one.
func (d *Door) again(w http.ResponseWriter, r *http.Request) error {
	if err := d.Keys.SendAgain(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	f := frame{Lang: preferred(r), Base: base(r)}
	f.Title = f.S("C’est noté", "Noted")
	return render(w, http.StatusOK, "sent", f)
}

// dialled is a telephone number as a link has it.
func dialled(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
}
