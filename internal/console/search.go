package console

import (
	"net/http"
	"strings"

	"relance/internal/console/page"
	"relance/internal/desk"
)

// searchView is the page of what a search found.
type searchView struct {
	page.Frame
	Text   string
	Groups []hitGroup
}

type hitGroup struct {
	Title string
	Rows  []hitLine
}

type hitLine struct{ Name, Text, Amount, Address, Creditor string }

// search looks for half a name, a number, an amount. What is meant to the letter
// opens at once when it is the only one.
func (d *Door) search(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	text := strings.TrimSpace(r.URL.Query().Get("q"))
	hits, err := d.Find.Search(r.Context(), s.Who, s.Chosen, text)
	if err != nil {
		return err
	}
	var exact []desk.Hit
	for _, h := range hits {
		if h.Exact {
			exact = append(exact, h)
		}
	}
	if len(hits) == 1 {
		exact = hits
	}
	if len(exact) == 1 {
		http.Redirect(w, r, hitOf(s, exact[0]).Address, http.StatusSeeOther)
		return nil
	}
	templates.Render(w, http.StatusOK, "search", searchOf(s, text, hits))
	return nil
}

func searchOf(s page.Frame, text string, hits []desk.Hit) searchView {
	v := searchView{Frame: s.Titled("Recherche"), Text: text}
	for _, g := range []struct{ kind, title string }{{desk.HitDebtor, "Clients"}, {desk.HitCase, "Factures"}, {desk.HitLine, "Lignes de banque"}} {
		group := hitGroup{Title: g.title}
		for _, exact := range []bool{true, false} {
			for _, h := range hits {
				if h.Kind == g.kind && h.Exact == exact {
					group.Rows = append(group.Rows, hitOf(s, h))
				}
			}
		}
		if len(group.Rows) > 0 {
			v.Groups = append(v.Groups, group)
		}
	}
	return v
}

func hitOf(s page.Frame, h desk.Hit) hitLine {
	line := hitLine{Name: h.Name, Amount: fr.Amount(h.Amount, h.Currency), Creditor: s.CreditorName(h.Creditor)}
	switch h.Kind {
	case desk.HitDebtor:
		line.Text, line.Address = "référence "+h.Key, page.DebtorAddress(h.Creditor, h.Key)
		if h.Closed {
			line.Text += ", rien d’ouvert"
		}
	case desk.HitLine:
		line.Text, line.Address = "ligne du "+fr.Date(h.Due), "/banque/"+h.Key
	default:
		line.Text, line.Address = "facture "+h.Key+", échéance "+fr.Date(h.Due), "/dossiers/"+page.Escape(h.Creditor)+"/"+page.Escape(h.Key)
		if h.Closed {
			line.Text += ", dossier clos"
		}
	}
	return line
}
