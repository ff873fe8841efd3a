package recourse

import (
	"context"
	"strings"

	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/status"
	"relance/internal/words"
)

// fr speaks the language of the courts.
var fr = words.In(words.French)

// leaves are what other sources say: the register of companies, the official
// notices, the statuses of the customers' platforms. Each bears the day on which
// it was looked at; what nobody has looked at says so.
func (d *Desk) leaves(ctx context.Context, who Actor, out evidence.Dossier) ([]evidence.Leaf, error) {
	debtor := out.Cases[0].View.Debtor
	register, err := d.registerLeaf(ctx, who, debtor)
	if err != nil {
		return nil, err
	}
	gazette, err := d.gazetteLeaf(ctx, debtor)
	if err != nil {
		return nil, err
	}
	statuses, err := d.statusLeaf(ctx, out)
	return []evidence.Leaf{register, gazette, statuses}, err
}

func (d *Desk) registerLeaf(ctx context.Context, who Actor, debtor dunning.Debtor) (evidence.Leaf, error) {
	l := evidence.Leaf{File: "debiteur", Title: "Le débiteur au registre des entreprises"}
	known, found, err := d.RegisterOf(ctx, who, debtor)
	r := known.Record
	if err != nil || !found || known.LookedAt.IsZero() {
		l.Text = []string{"Le registre n’a pas été consulté\u00a0: l’identité du débiteur est celle de vos données."}
		return l, err
	}
	l.Text = []string{"Consulté le " + fr.Instant(known.LookedAt) + "."}
	if !r.Found {
		l.Text = append(l.Text, "Entreprise absente, ou non diffusible\u00a0: cela ne prouve pas qu’elle n’existe pas.")
		return l, nil
	}
	l.Head = []string{"Rubrique", "Au registre"}
	add := func(what, value string) {
		if value != "" {
			l.Rows = append(l.Rows, []string{what, value})
		}
	}
	add("Dénomination", r.Name)
	add("SIREN", r.SIREN)
	add("Catégorie juridique (code INSEE)", r.Form)
	add("Siège (SIRET)", r.Seat)
	add("Adresse", strings.TrimSpace(strings.Join(r.Address.Lines, ", ")+" "+r.Address.Postcode+" "+r.Address.City))
	add("Représentants (à vérifier\u00a0: la date du registre n’est pas connue)", strings.Join(r.Officers, ", "))
	if r.Ceased {
		add("Cessation", fr.Date(r.CeasedOn))
	}
	for _, x := range known.Differences {
		add("Diffère de vos données\u00a0: "+string(x.Field), x.Ours+" / "+x.Theirs)
	}
	return l, nil
}

func (d *Desk) gazetteLeaf(ctx context.Context, debtor dunning.Debtor) (evidence.Leaf, error) {
	l := evidence.Leaf{File: "bodacc", Title: "Annonces du BODACC"}
	on, notices, err := d.lookOn(ctx, debtor.SIREN)
	switch {
	case err != nil:
		return l, err
	case on.IsZero():
		l.Text = []string{"Le BODACC n’a pas été consulté pour ce débiteur\u00a0: rien ne dit qu’aucune procédure n’est ouverte."}
	case len(notices) == 0:
		l.Text = []string{"Consulté le " + on.French() + "\u00a0: aucune annonce de procédure collective ni de radiation."}
	default:
		l.Text, l.Head = []string{"Consulté le " + on.French() + "."}, []string{"Annonce", "Publiée le", "Nature", "Jugement"}
		for _, n := range notices {
			l.Rows = append(l.Rows, []string{n.ID, n.Published.FrenchShort(), n.Nature, fr.ShortDate(n.Judgment)})
		}
	}
	return l, nil
}

func (d *Desk) statusLeaf(ctx context.Context, out evidence.Dossier) (evidence.Leaf, error) {
	l := evidence.Leaf{File: "statuts", Title: "Statuts reçus des plateformes", Head: []string{"Facture", "Statut", "Le", "Émis par", "Motif", "Empreinte"}}
	for _, c := range out.Cases {
		all, err := d.Statuses.StatusesOf(ctx, c.View.Case.Ref())
		if err != nil {
			return l, err
		}
		for _, s := range all {
			l.Rows = append(l.Rows, []string{
				c.View.Invoice.Number, string(s.Code) + " " + s.Code.French(), strings.Replace(s.StatusAt, "T", " ", 1), fr.StatusOrigin(s.Origin),
				strings.Join(s.Reasons, ", "), s.Document[:min(16, len(s.Document))],
			})
		}
	}
	if len(l.Rows) == 0 {
		l.Text = []string{"Aucun statut n’est enregistré pour ces factures."}
	} else {
		l.Text = []string{status.ZoneNote}
	}
	return l, nil
}
