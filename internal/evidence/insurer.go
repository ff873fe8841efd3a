package evidence

import (
	"bytes"

	"relance/internal/procedure"
	"relance/internal/spreadsheet"
)

// insurerTable writes the unpaid invoices as a table for the insurer's own form: a
// line each, with the last days that the policy sets. What nobody has said is
// blank.
func (d *dossier) insurerTable() error {
	t := spreadsheet.Table{Head: []string{
		"police", "debiteur", "siren", "facture", "emise_le", "echeance", "montant_ttc", "restant_du", "conteste", "devise", "limite_de_credit", "encours",
		"declarer_avant_le", "recouvrement_avant_le", "arret_de_garantie_le",
	}}
	p := d.View.Creditor
	rows := make([][]any, len(d.files))
	for i, f := range d.files {
		v := f.View
		in := procedure.Insured{Policy: p.Insurance, Issued: v.Invoice.Issued, Due: v.Case.Due}
		rows[i] = []any{
			p.InsurancePolicy(), v.Debtor.Name, v.Debtor.SIREN, v.Invoice.Number, v.Invoice.Issued, v.Case.Due, v.Invoice.Total, d.claims[i].Principal, v.Disputed(),
			v.Case.Currency, d.Answers["plafond"], d.Answers["encours"], in.DeclareBy(), in.CollectBy(), in.CoverStops(),
		}
	}
	t.Rows = func(yield func([]any, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
	var b bytes.Buffer
	if err := spreadsheet.TSV(&b, t); err != nil {
		return err
	}
	_, err := d.archive.add("demande/factures.tsv", b.Bytes())
	return err
}
