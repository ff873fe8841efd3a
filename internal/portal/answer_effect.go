package portal

import (
	"net/http"
	"slices"
	"strings"

	"relance/internal/backoffice/debtorpages"
	"relance/internal/visit"
)

// faultOf words what is wrong with an answer.
func faultOf(w debtorpages.Weighed, f frame) string {
	switch w.Fault {
	case "":
		return ""
	case visit.NoInvoice:
		return f.S("Choisissez au moins une facture.", "Choose at least one invoice.")
	case visit.NoCategory:
		return f.S("Choisissez un motif.", "Choose a reason.")
	case visit.NoText:
		return f.S("Écrivez-nous quelques mots.", "Write us a few words.")
	case visit.NoDate:
		return f.S("La date manque.", "The date is missing.")
	case visit.FutureDate:
		return f.S("Cette date est à venir. Pour annoncer un paiement, choisissez «\u00a0Je paierai le…\u00a0».", "This date is to come. To announce a payment, choose “I shall pay on…”.")
	case visit.PastDate:
		return f.S("Cette date est passée.", "This date has passed.")
	case visit.LateDate:
		return f.S("Cette date est trop lointaine\u00a0: au plus tard le ", "This date is too far away: at the latest ") + f.date(w.Account.Promise) +
			f.S(". Pour un délai plus long, demandez à payer en plusieurs fois.", ". For more time, ask to pay in instalments.")
	case visit.TooMuch:
		return f.S("Le montant dépasse ce qui reste dû.", "The amount is more than what is left to pay.")
	case visit.PartOfSeveral:
		return f.S("Pour un montant partiel, choisissez une seule facture.", "For a part, choose one invoice alone.")
	case visit.NoContact:
		return f.S("Dites-nous à qui nous adresser.", "Tell us whom to write to.")
	}
	return f.S("Ces valeurs ne conviennent pas.", "These values do not fit.")
}

func confirmOf(w debtorpages.Weighed, what deed, at, key string) confirmView {
	a := w.Answer
	v := confirmView{
		frame: frameOf(w.Account, at), foot: footOf(w.Account), Creditor: w.Account.Creditor.Name, Action: at + "/dire/" + what.slug, Trial: w.Trial,
	}
	v.Title = v.S("Vérifiez, puis confirmez", "Check, then confirm")
	v.Effect = v.effect(what.kind, w.Suspends())
	row := func(label, value, name, hidden string) {
		if value != "" {
			v.Rows = append(v.Rows, rowView{Label: label, Value: value})
		}
		if hidden != "" {
			v.Hidden = append(v.Hidden, rowView{Label: name, Value: hidden})
		}
	}
	row(v.S("Objet", "Subject"), v.pick(what.title), "", "")
	row(v.S("Factures", "Invoices"), strings.Join(a.Invoices, ", "), "", "")
	for _, n := range a.Invoices {
		row("", "", "facture", n)
	}
	if a.Category != "" {
		row(v.S("Motif", "Reason"), capital(v.words().Dispute(a.Category)), "motif", a.Category)
	}
	if a.Amount != 0 {
		row(v.S("Montant", "Amount"), v.sum(a.Amount, w.Account.Currency), "montant", strings.ReplaceAll(a.Amount.String(), ".", ","))
	}
	if !a.Date.IsZero() {
		row("Date", v.date(a.Date), "date", a.Date.String())
	}
	row(v.S("Référence", "Reference"), a.Reference, "ref", a.Reference)
	row(v.S("Contact ou adresse", "Person or address"), a.Contact, "contact", a.Contact)
	row("Message", a.Text, "texte", a.Text)
	for i, sha := range a.Files {
		row(v.S("Pièce jointe", "File"), v.S("fichier ", "file ")+string(rune('1'+i)), "piece", sha)
	}
	row("", "", "cle", key)
	return v
}

// effect says what an answer does, or has done.
func (f frame) effect(kind visit.Kind, suspends bool) string {
	switch {
	case !suspends:
		return f.S("Une personne lit votre message. L’échéance et nos rappels suivent leur cours en attendant.", "A person reads your message. Meanwhile the due date and our reminders take their course.")
	case kind == visit.Promise:
		return f.S("Nos rappels s’arrêtent jusqu’à cette date. Ils reprennent si le règlement n’arrive pas.", "Our reminders stop until that date. They go on if the payment does not arrive.")
	case kind == visit.Contest:
		return f.S("Nos rappels s’arrêtent pour ce que vous contestez. Une personne l’examine et vous répond.", "Our reminders stop for what you contest. A person looks into it and answers you.")
	}
	return f.S("Nos rappels s’arrêtent le temps que nous vous lisions. Une personne vous répond.", "Our reminders stop while we read you. A person answers you.")
}

type receivedView struct {
	frame
	foot
	Creditor, Effect string
}

// received thanks for an answer and says what follows from it.
func (d *Door) received(w http.ResponseWriter, r *http.Request) error {
	a, err := d.Pages.See(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	v := receivedView{frame: frameOf(a, base(r)), foot: footOf(a), Creditor: a.Creditor.Name}
	v.Title = v.S("C’est noté, merci", "Noted, thank you")
	i := slices.IndexFunc(deeds, func(d deed) bool { return d.slug == r.URL.Query().Get("quoi") })
	if i < 0 {
		return nothing()
	}
	v.Effect = v.effect(deeds[i].kind, r.URL.Query().Get("suspend") == "1")
	return render(w, http.StatusOK, "received", v)
}
