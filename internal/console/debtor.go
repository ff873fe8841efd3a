package console

import (
	"net/http"
	"net/url"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/backoffice/overview"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/figures"
)

// debtorListView lists debtors.
type debtorListView struct {
	page.Frame
	Text     string
	Rows     []debtorListRow
	MayMerge bool // the person may merge a list of contacts
}

type debtorListRow struct{ Name, Creditor, Address, Cases, Open, Late, Oldest string }

func (d *Door) debtorList(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	text := strings.TrimSpace(r.URL.Query().Get("q"))
	rows, err := d.Find.Debtors(r.Context(), s.Who, s.Chosen, text)
	if err != nil {
		return err
	}
	v := debtorListView{Frame: s.Titled("Débiteurs"), Text: text, MayMerge: access.MayForOne(s.Who, access.CorrectDebtor) == nil}
	for _, row := range rows {
		v.Rows = append(v.Rows, debtorListRow{
			Name: row.Name, Creditor: s.CreditorName(row.Creditor), Address: page.DebtorAddress(row.Creditor, row.Key), Cases: page.Thousands(row.Cases),
			Open: fr.Amount(row.Open, row.Currency), Late: fr.Amount(row.Late, row.Currency), Oldest: page.ShortDay(row.Oldest, page.Today(d.Now())),
		})
	}
	templates.Render(w, http.StatusOK, "debtors", v)
	return nil
}

// debtorView is the page of a debtor.
type debtorView struct {
	page.Frame
	Name, Key, Creditor    string
	Register               string // page of the register of companies
	Tiles                  []page.Tile
	Contacts               []contactLine
	Rows                   []caseRow
	Lines                  []statementLine
	Day                    string
	Balance                string
	Exports                []page.Action
	Currencies             []page.Action // accounts of the debtor in other currencies
	Form                   debtorForm
	MayCorrect, MaySuspend bool
	Merge                  string // page on which another is merged into him; empty for whoever may not
	Pay                    string // page of a payment over several invoices; empty for whoever may not
	Error                  string
	Version                int64 // version of the debtor that the form shows
	Confirmation           string
	Facts                  []page.AmountLine
	List                   string
	More                   bool
}

type contactLine struct{ Email, Role, State, Tone string }

// account reads the debtor that an address names, with his account.
func (d *Door) account(r *http.Request, s page.Frame) (dunning.Debtor, overview.Account, error) {
	debtor, err := d.Debtors.FindDebtor(r.Context(), s.Who, backoffice.DebtorName{Creditor: r.PathValue("creditor"), Key: r.PathValue("key")})
	if err != nil {
		return debtor, overview.Account{}, err
	}
	a, err := d.Accounts.Account(r.Context(), s.Who, debtor, page.DayOf(r), strings.ToUpper(r.URL.Query().Get("devise")))
	return debtor, a, err
}

func (d *Door) debtorPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	debtor, a, err := d.account(r, s)
	if err != nil {
		return err
	}
	return d.showDebtor(w, r, s, debtor, a, http.StatusOK, "")
}

func (d *Door) showDebtor(w http.ResponseWriter, r *http.Request, s page.Frame, debtor dunning.Debtor, a overview.Account, status int, fault string) error {
	contacts, err := d.Debtors.Contacts(r.Context(), s.Who, debtor)
	if err != nil {
		return err
	}
	cases, err := d.CaseLists.List(r.Context(), s.Who, desk.Selection{Scope: desk.Scope{Creditor: debtor.Creditor}, Debtor: debtor.Key, Closed: true, Limit: page.PageSize})
	if err != nil {
		return err
	}
	v := debtorOf(s, debtor, a, contacts, page.Today(d.Now()))
	for _, row := range cases.Rows {
		v.Rows = append(v.Rows, caseRowOf(s, row, d.Now()))
	}
	v.More = cases.More
	v.Error, v.Confirmation = fault, debtorConfirmations[r.URL.Query().Get("note")]
	if fault != "" {
		v.Form.typed(r)
	}
	templates.Render(w, status, "debtor", v)
	return nil
}

var debtorConfirmations = map[string]string{
	"corrige":  "C’est corrigé. Les dossiers qui attendaient une adresse reprennent.",
	"paye":     "Le paiement est noté, partagé entre ses factures.",
	"fusionne": "C’est fusionné. Ses dossiers suivent cette fiche, et l’autre référence mène ici.",
	"separe":   "La fusion est annulée. Les dossiers sont retournés à l’autre fiche.",
	"suspendu": "Tous ses dossiers sont suspendus, jusqu’à ce que vous repreniez chacun.",
}

func debtorOf(s page.Frame, debtor dunning.Debtor, a overview.Account, contacts []change.Contact, on calendar.Date) debtorView {
	at := page.DebtorAddress(debtor.Creditor, debtor.Key)
	v := debtorView{
		Frame: s.Titled(debtor.Name), Name: debtor.Name, Key: debtor.Key, Creditor: s.CreditorName(debtor.Creditor), Day: fr.ShortDate(a.On), Register: at + "/registre",
		MayCorrect: access.May(s.Who, access.CorrectDebtor, debtor.Creditor) == nil, MaySuspend: access.May(s.Who, access.Suspend, debtor.Creditor) == nil,
		Form: formOf(debtor), Version: debtor.Version, List: "/dossiers?" + url.Values{"client": {debtor.Key}, "creancier": {debtor.Creditor}, "tous": {"1"}}.Encode(),
	}
	if v.MayCorrect {
		v.Merge = at + "/fusion"
	}
	if access.May(s.Who, access.RecordMoney, debtor.Creditor) == nil {
		v.Pay = at + "/paiement"
	}
	v.Tiles = []page.Tile{
		{Label: "Reste dû au " + fr.Date(a.On), Figure: fr.Amount(a.Aged.Total, a.Currency), Note: "dont " + fr.Amount(a.Aged.Due(), a.Currency) + " échus", Address: ""},
		{Label: "Paie d’ordinaire", Figure: habitText(a.Late), Note: fr.Count(a.Late.Invoices, "facture", "factures") + " sur douze mois", Address: ""},
		{Label: "Promesses tenues", Figure: "—", Note: "sur douze mois", Address: ""},
	}
	if a.Promises > 0 {
		v.Tiles[2].Figure = fr.Count(a.Kept, "tenue", "tenues") + " sur " + page.Thousands(a.Promises)
	}
	if a.Aged.Credit > 0 {
		v.Tiles = append(v.Tiles, page.Tile{Label: "À son crédit", Figure: fr.Amount(a.Aged.Credit, a.Currency), Note: "avoirs et trop-perçus, jamais déduits sans vous", Address: ""})
	}
	add := func(label, value string) {
		if value != "" {
			v.Facts = append(v.Facts, page.AmountLine{Label: label, Amount: value})
		}
	}
	add("Référence", debtor.Key)
	add("Régime", page.Capital(fr.Regime(debtor.Regime)))
	add("SIREN", debtor.SIREN)
	add("Contact", debtor.Contact)
	add("Adresse", strings.Join(append(append([]string{}, debtor.Address.Lines...), strings.TrimSpace(debtor.Address.Postcode+" "+debtor.Address.City)), ", "))
	for _, c := range contacts {
		line := contactLine{Email: c.Email, Role: c.Role, State: "ancienne", Tone: ""}
		switch {
		case !c.Usable:
			line.State, line.Tone = "refusée", "red"
		case c.Email == debtor.Email:
			line.State, line.Tone = "utilisée", "green"
		}
		v.Contacts = append(v.Contacts, line)
	}
	for _, l := range a.Lines {
		v.Lines = append(v.Lines, statementRow(debtor.Creditor, l, on))
	}
	v.Balance = fr.Number(a.Aged.Total - a.Aged.Credit)
	for _, kind := range []page.Action{{Address: ".pdf", Label: "PDF"}, {Address: ".xlsx", Label: "XLSX"}, {Address: ".csv", Label: "CSV"}} {
		v.Exports = append(v.Exports, page.Action{Address: at + "/releve" + kind.Address + "?au=" + a.On.String() + "&devise=" + a.Currency, Label: kind.Label})
	}
	for _, c := range a.Others {
		v.Currencies = append(v.Currencies, page.Action{Address: at + "?au=" + a.On.String() + "&devise=" + c, Label: "Compte en " + c})
	}
	return v
}

func habitText(l figures.Lateness) string {
	switch {
	case l.Invoices == 0:
		return "—"
	case l.Median > 0:
		return fr.Count(l.Median, "jour", "jours") + " après"
	case l.Median < 0:
		return fr.Count(-l.Median, "jour", "jours") + " avant"
	}
	return "à l’échéance"
}
