package recourse

import (
	"context"
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/lifecycle"
	"relance/internal/status"
	"relance/internal/words"
)

// fr words the papers of a way: courts read French.
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
	return []evidence.Leaf{register, gazette, statusLeaf(out)}, nil
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
	case on.IsZero() && len(notices) == 0:
		l.Text = []string{"Le BODACC n’a pas été consulté pour ce débiteur\u00a0: rien ne dit qu’aucune procédure n’est ouverte."}
	case len(notices) == 0:
		l.Text = []string{"Consulté le " + on.French() + "\u00a0: aucune annonce de procédure collective ni de radiation."}
	default:
		l.Text = []string{"Aucune consultation n’est enregistrée\u00a0: ces annonces viennent d’un fichier importé, d’autres peuvent manquer."}
		if !on.IsZero() {
			l.Text = []string{"Consulté le " + on.French() + "."}
		}
		l.Head = []string{"Annonce", "Publiée le", "Nature", "Jugement"}
		for _, n := range notices {
			l.Rows = append(l.Rows, []string{n.ID, n.Published.FrenchShort(), n.Nature, fr.ShortDate(n.Judgment)})
		}
	}
	return l, nil
}

// statusLeaf lists the statuses of all invoices of the file.
func statusLeaf(out evidence.Dossier) evidence.Leaf {
	l := evidence.Leaf{File: "statuts", Title: "Statuts reçus des plateformes", Head: []string{"Facture", "Statut", "Le", "Émis par", "Motif", "Empreinte"}}
	for _, c := range out.Cases {
		for _, s := range c.Stated {
			l.Rows = append(l.Rows, []string{c.View.Invoice.Number, s.What, s.At, s.By, s.Reasons, s.Document[:min(16, len(s.Document))]})
		}
	}
	if len(l.Rows) == 0 {
		l.Text = []string{"Aucun statut n’est enregistré pour ces factures."}
	} else {
		l.Text = []string{status.ZoneNote}
	}
	return l
}

// stated gives the statuses of an invoice in the order of time, as a file tells them.
func (d *Desk) stated(ctx context.Context, ref dunning.Ref) (out []evidence.Stated, err error) {
	all, err := d.Statuses.StatusesOf(ctx, ref)
	for _, s := range all {
		day, _, _ := strings.Cut(s.StatusAt, "T")
		on, _ := calendar.ParseDate(day) // none when the message lacks it
		out = append(out, evidence.Stated{
			On: on, At: strings.Replace(s.StatusAt, "T", " ", 1), What: string(s.Code) + " " + s.Code.French(), By: party(s.Origin),
			Reasons: strings.Join(s.Reasons, ", "), Document: s.Document,
			Fact: (s.Origin == lifecycle.Debtor || s.Origin == lifecycle.Platform) && (s.Verdict == lifecycle.Acted || s.Verdict == lifecycle.Noted),
		})
	}
	slices.SortStableFunc(out, func(a, b evidence.Stated) int { return strings.Compare(a.At, b.At) })
	return out, err
}

// party names who issued a status as a court's file names the parties.
func party(o lifecycle.Origin) string {
	switch o {
	case lifecycle.Debtor:
		return "le débiteur"
	case lifecycle.Creditor:
		return "le créancier"
	}
	return fr.StatusOrigin(o)
}
