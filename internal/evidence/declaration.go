package evidence

import (
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/notice"
)

// declared is the claim on the eve of the judgment that opened the proceedings:
// with what is contested, since what is not declared in time is lost, and
// without costs of the day of the judgment or later (C. com. L622-24, L622-28).
func (f *file) declared() (dunning.Claim, error) {
	in := claim.InputOf(f.View, f.View.Case.Judgment().AddDays(-1), f.Rates)
	in.InterestFirst, in.Disputed = true, 0
	return claim.Of(f.View, in)
}

// declaration is the draft of a declaration of claim with the content of C.
// com. L622-25 and R622-23.
func (f *file) declaration(c dunning.Claim) (letter.Sheet, error) {
	payments, err := f.payments(c)
	if err != nil {
		return letter.Sheet{}, err
	}
	sections := []letter.Section{
		{Blocks: []notice.Block{paragraph("À l’attention du mandataire judiciaire ou liquidateur\u00a0: "+Blank, "Adresse\u00a0: "+Blank)}},
		f.parties(),
		{Heading: "La procédure", Blocks: []notice.Block{{Kind: notice.List, Items: []string{
			"Jugement d’ouverture du " + f.View.Case.Judgment().French(),
			"Nature de la procédure (sauvegarde, redressement ou liquidation judiciaires)\u00a0: " + Blank,
			"Tribunal\u00a0: " + Blank,
			"Publication au BODACC du\u00a0: " + Blank,
		}}}},
		f.invoice(),
	}
	sections = append(append(sections, payments...), f.accrued(c)...)
	sections = append(sections, f.owed(c, "Créance déclarée, "+f.fallen()), f.particulars(),
		f.signature(byHand, "Je certifie sincère et véritable la présente déclaration (article L622-25 du Code de commerce)."))
	return letter.Sheet{Title: "Déclaration de créance", Foot: f.foot("Déclaration de créance"), Sections: sections}, nil
}

// fallen says whether the invoice was due when the proceedings were opened.
func (f *file) fallen() string {
	if f.View.Case.Due.Before(f.View.Case.Judgment()) {
		return "échue au jour du jugement"
	}
	return "à échoir le " + f.View.Case.Due.French()
}

// particulars are the statements of R622-23 that a person makes.
func (f *file) particulars() letter.Section {
	return letter.Section{Heading: "Autres mentions", Blocks: []notice.Block{
		paragraph("La créance est arrêtée à la veille du jugement d’ouverture, qui arrête le cours des intérêts (article L622-28 du Code de commerce)."),
		{Kind: notice.List, Items: []string{
			"Nature de la créance\u00a0: chirographaire, ou privilège, sûreté ou réserve de propriété avec leur date\u00a0: " + Blank,
			"Juridiction saisie, si la créance fait l’objet d’un litige, ou néant\u00a0: " + Blank,
			"Autres créances sur le même débiteur, échues et à échoir, ou néant\u00a0: " + Blank,
			"Pièces justificatives\u00a0: selon bordereau joint",
		}},
	}}
}
