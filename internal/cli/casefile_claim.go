package cli

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"relance/internal/app"
	"relance/internal/dunning"
	"relance/internal/limitation"
	"relance/internal/money"
)

// statements are the pieces that are written for the file: the claim as it
// stands, imputed as C. civ. 1343-1 orders, its declaration when insolvency
// proceedings are open, and the last day to act.
func (s *session) statements(a *app.App, v dunning.CaseView) (out []piece, err error) {
	rates, err := a.Config.RateTable()
	if err != nil {
		return nil, err
	}
	in := v.ClaimInput(s.today(), rates)
	in.InterestFirst = true
	claim, err := v.Claim(in)
	if err != nil {
		return nil, err
	}
	out = append(out, piece{"decompte.txt", "Décompte de la créance", []byte(statementOf(v, claim))})
	if j := v.Case.Judgment(); !j.IsZero() {
		in.On = j
		if claim, err = v.Claim(in); err != nil {
			return nil, err
		}
		out = append(out, piece{"declaration.txt", "Déclaration de créance, à compléter et à signer", []byte(declarationOf(v, claim))})
	}
	limit, err := app.Limitation(v)
	if err != nil {
		return nil, err
	}
	return append(out, piece{"prescription.txt", "Prescription de la créance", []byte(limitOf(v, limit))}), nil
}

// statementOf is the claim in lines that can be checked by hand.
func statementOf(v dunning.CaseView, c dunning.Claim) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Décompte arrêté au %s\n\nCréancier : %s\nDébiteur : %s\nFacture %s du %s, échue le %s\n\n", c.On.French(),
		v.Creditor.Name, v.Debtor.Name, v.Invoice.Number, v.Invoice.Issued.French(), v.Case.Due.French())
	writeClaim(&b, v, c)
	fmt.Fprintf(&b, "Par jour ensuite : %s\n", inFrench(c.Daily, v.Case.Currency))
	if len(v.Payments) > 0 {
		b.WriteString("Les paiements sont imputés d’abord sur les intérêts (C. civ. 1343-1).\n")
	}
	writeNotAsked(&b, c)
	return b.String()
}

// declarationOf is the claim as it stood when the proceedings were opened (C.
// com. L622-24, L622-25).
func declarationOf(v dunning.CaseView, c dunning.Claim) string {
	var b strings.Builder
	fmt.Fprintf(&b, `Déclaration de créance (C. com. L622-24)

Créancier : %s
Débiteur : %s
Jugement d’ouverture du %s
À adresser au mandataire judiciaire dans les deux mois de la publication du jugement au BODACC
(R622-24 ; quatre mois depuis l’outre-mer ou l’étranger) : par prudence, avant le %s.

Créance née de la facture %s du %s, %s le %s, arrêtée à la veille du jugement (L622-28) :

`, v.Creditor.Name, v.Debtor.Name, c.On.French(), dunning.DeclareBy(c.On).French(), v.Invoice.Number, v.Invoice.Issued.French(),
		fallen(v, c), v.Case.Due.French())
	writeClaim(&b, v, c)
	writeNotAsked(&b, c)
	b.WriteString("Sûretés : à compléter, ou néant (créance chirographaire).\n\n" +
		"Je certifie sincère la présente déclaration (L622-25).\n\nDate, nom, qualité et signature :\n")
	return b.String()
}

// fallen says whether the invoice was due when the proceedings were opened.
func fallen(v dunning.CaseView, c dunning.Claim) string {
	if v.Case.Due.Before(c.On) {
		return "échue"
	}
	return "à échoir"
}

// writeClaim lists the periods of the interest, then what is claimed.
func writeClaim(b *strings.Builder, v dunning.CaseView, c dunning.Claim) {
	euro := func(n money.Cents) string { return inFrench(n, v.Case.Currency) }
	for _, p := range c.Periods {
		fmt.Fprintf(b, "du %s au %s : %s × %s %% × %d / 365 = %s (%s)\n", p.From, p.To, euro(p.Base), p.Rate, p.Days, euro(p.Amount), p.Source)
	}
	fmt.Fprintf(b, "\nPrincipal restant dû : %s\nIntérêts : %s\nIndemnité forfaitaire : %s\n", euro(c.Principal), euro(c.Interest), euro(c.Fee))
	for _, o := range c.Outlays {
		fmt.Fprintf(b, "%s : %s\n", outlayText(o), euro(o.Amount))
	}
	if byFee, byPayments := c.Covered(); byFee+byPayments != 0 {
		fmt.Fprintf(b, "Part des frais déjà couverte par l’indemnité de 40 € et les paiements : %s\n", euro(-byFee-byPayments))
	}
	fmt.Fprintf(b, "Total : %s\n", euro(c.Total))
}

func writeNotAsked(b *strings.Builder, c dunning.Claim) {
	for _, n := range c.NotAsked {
		article := ""
		if n.Article != "" {
			article = " (" + n.Article + ")"
		}
		fmt.Fprintf(b, "Non demandé : %s%s\n", n.Text, article)
	}
}

// limitOf explains the last day to act.
func limitOf(v dunning.CaseView, r limitation.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Prescription de la créance née de la facture %s\n\n", v.Invoice.Number)
	for _, step := range r.Steps {
		fmt.Fprintf(&b, "%s  %s (%s)\n", step.On, step.Text, step.Article)
	}
	fmt.Fprintf(&b, "\nDernier jour pour agir : %s\n", r.Expiry.French())
	return b.String()
}

// extension is that of a document's own name.
func (s *session) extension(a *app.App, sha string) string {
	if sha == "" {
		return ""
	}
	d, err := a.Store.Document(s.ctx, sha)
	if err != nil {
		return "" // adding it fails then, and says why
	}
	return cmp.Or(filepath.Ext(d.Name), ".bin")
}
