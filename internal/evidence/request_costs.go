package evidence

import (
	"strings"

	"relance/internal/letter"
	"relance/internal/money"
	"relance/internal/notice"
	"relance/internal/procedure"
)

// clerkFee is what the clerk of the commercial court asks for the request: as a
// person says it for this file, else as the creditor's setting has it. It has no
// default, since three figures circulate in 2026.
func (d *dossier) clerkFee() string {
	// uncertain: clerk-fee
	if d.civilCourt() {
		return "Aucuns devant le tribunal judiciaire"
	}
	if fee := d.View.Creditor.ClerkFee; fee > 0 && d.Answers["frais_greffe"] == "" {
		return money.French(money.EUR(fee))
	}
	return d.said("frais_greffe")
}

// civilCourt tells whether a person named a court whose clerk asks no fee.
func (d *dossier) civilCourt() bool {
	return strings.HasPrefix(strings.ToLower(d.Court), "tribunal judiciaire")
}

// clerkFeeSum is the fee as a sum; false while nobody has said one.
func (d *dossier) clerkFeeSum() (money.Cents, bool) {
	if d.civilCourt() {
		return 0, false
	}
	fee, err := money.ParseDecimal(d.clerkFee(), money.CommaDecimal)
	return fee, err == nil && fee > 0
}

// asked lists what a request for an order to pay asks for: what is owed on the day,
// and the clerk's fee of the request itself. Other ways ask for nothing besides what
// is owed.
func (d *dossier) asked() []letter.Section {
	if d.Way != procedure.Injonction || d.civilCourt() {
		return nil
	}
	total := notice.Row{Label: "Total demandé, frais de greffe en sus", Value: d.sums(d.sum.Total), Strong: true}
	if fee, ok := d.clerkFeeSum(); ok && d.View.Case.Currency == "EUR" {
		total.Label, total.Value = "Total demandé", d.sums(d.sum.Total+fee)
	}
	return []letter.Section{{Heading: "Sommes demandées", Blocks: []notice.Block{{Kind: notice.ClaimRows, Rows: []notice.Row{
		{Label: "Somme due au " + d.sum.On.French(), Value: d.sums(d.sum.Total)},
		{Label: "Frais de greffe de la présente requête", Value: d.clerkFee()},
		total,
	}}}}}
}

// contribution tells of what a court asks besides: where it is due is not settled for
// every way.
func (d *dossier) contribution() []field {
	out := []field{line("Contribution de 50\u00a0€", "Due devant le tribunal judiciaire en matière civile, non en matière commerciale", "CGI 1635 bis Q")}
	if d.Way == procedure.Injonction {
		// uncertain: contribution
		out[0].value = "Due devant le tribunal judiciaire en matière civile\u00a0; son application à l’injonction n’est pas établie"
	}
	if d.View.Case.Currency == "EUR" && d.sum.Total > procedure.EconomicJusticeFrom {
		out = append(out, line("Contribution pour la justice économique",
			"Possible devant un tribunal des activités économiques\u00a0: demande de plus de 50\u00a0000\u00a0€, demandeur d’au moins 250 salariés", "décret 2024-1225"))
	}
	return out
}
