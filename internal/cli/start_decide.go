package cli

import (
	"fmt"
	"slices"

	"relance/internal/dunning"
	"relance/internal/intake"
	"relance/internal/interest"
)

// forced tells whether a person asked for the chase of an invoice that the
// rules leave out, and may ask so.
func (im *importer) forced(it intake.Item, d intake.Decision, entry *item) bool {
	number := it.Document.Number
	if !slices.Contains(im.cmd.Chase, number) {
		return false
	}
	im.chased[number] = true
	switch {
	case d.Chase:
		return false
	case !d.Forcible(it.Document):
		entry.Warnings = append(slices.Clone(entry.Warnings), "--chase n’y change rien\u00a0: il n’y a rien à relancer")
		return false
	}
	entry.Warnings = append(slices.Clone(entry.Warnings), fmt.Sprintf("relancée à la demande de %s, malgré\u00a0: %s", im.s.author(im.cmd.By), d.Text))
	return true
}

// unusedChase names the invoices that a person wanted chased and that are in
// none of the files.
func (im *importer) unusedChase() {
	for _, number := range im.cmd.Chase {
		if !im.chased[number] && im.s.ctx.Err() == nil {
			im.items = append(im.items, item{
				Number: number, Outcome: failed, Error: "--chase " + number + ": no such invoice in these files",
				Hint: "write the number as the invoice does",
			})
		}
	}
}

// leaveOut enters what is not chased with its reason; a credit note waits for
// the invoices of the same import.
func (im *importer) leaveOut(entry item, it intake.Item, creditor dunning.Creditor, d intake.Decision) {
	entry.Outcome, entry.Reason, entry.Text = notChased, string(d.Reason), d.Text
	im.items = append(im.items, entry)
	if d.Reason == intake.ReasonCreditNote {
		im.keepCredit(it, creditor)
	}
}

// confirmRate asks once for each creditor and rate whether the penalties that
// an invoice states should be claimed, when the configuration claims others.
// The invoice's own words are kept in its terms; only a person changes a rate.
func (im *importer) confirmRate(it intake.Item, creditor dunning.Creditor, entry *item) {
	stated := intake.PenaltyRate(it.Document)
	given, err := interest.ParseRate(stated)
	if stated == "" || err != nil || creditor.WaiveInt || entry.Regime != string(dunning.B2B) {
		return
	}
	own, err := interest.ParseRate(creditor.Rate)
	if err != nil || given == own || own == (interest.Rate{}) && given.String() == "ecb+10" || given.String() == own.String() {
		return
	}
	key := [2]string{creditor.ID, given.String()}
	if im.rates[key] {
		return
	}
	im.rates[key] = true
	entry.Warnings = append(slices.Clone(entry.Warnings), fmt.Sprintf("la facture prévoit des pénalités au taux «\u00a0%s\u00a0», mais «\u00a0%s\u00a0» est réclamé\u00a0: "+
		"si c’est bien ce qui est convenu, écrivez rate: %s pour %s dans relance.yaml", given, own, given, creditor.ID))
}

// mayPass tells whether the store failed for a reason that is not in the file,
// so that trying again can help.
func mayPass(err error) bool {
	code := dunning.ErrorCode(err)
	return code == dunning.CodeUnavailable || code == dunning.CodeInternal
}
