package console

import (
	"net/http"
	"net/url"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/backoffice/overview"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/figures"
	"relance/internal/spreadsheet"
)

// debtorListView lists debtors.
type debtorListView struct {
	shell
	Text string
	Rows []debtorListRow
}

type debtorListRow struct{ Name, Creditor, Address, Cases, Open, Late, Oldest string }

func (d *Door) debtorList(w http.ResponseWriter, r *http.Request, s shell) error {
	text := strings.TrimSpace(r.URL.Query().Get("q"))
	rows, err := d.Find.Debtors(r.Context(), s.Who, s.Chosen, text)
	if err != nil {
		return err
	}
	v := debtorListView{shell: s.titled("Débiteurs"), Text: text}
	for _, row := range rows {
		v.Rows = append(v.Rows, debtorListRow{
			Name: row.Name, Creditor: s.CreditorName(row.Creditor), Address: debtorAddress(row.Creditor, row.Key), Cases: thousands(row.Cases),
			Open: fr.Amount(row.Open, row.Currency), Late: fr.Amount(row.Late, row.Currency), Oldest: shortDay(row.Oldest, today(d.Now())),
		})
	}
	render(w, http.StatusOK, "debtors", v)
	return nil
}

// debtorView is the page of a debtor.
type debtorView struct {
	shell
	Name, Key, Creditor    string
	Tiles                  []tile
	Contacts               []contactLine
	Rows                   []caseRow
	Lines                  []statementLine
	Day                    string
	Balance                string
	Exports                []action
	Form                   debtorForm
	MayCorrect, MaySuspend bool
	Error                  string
	Told                   string
	Facts                  []amountLine
	List                   string
	More                   bool
}

type contactLine struct{ Email, Role, State, Tone string }

type statementLine struct{ Date, What, Number, Case, Debit, Credited, Balance string }

// debtorForm is what a person may correct, as typed.
type debtorForm struct {
	Name, Email, Lines, Postcode, City, Country string
	Regimes                                     []choice
}

// account reads the debtor that an address names, with his account.
func (d *Door) account(r *http.Request, s shell) (dunning.Debtor, overview.Account, error) {
	debtor, err := d.Debtors.FindDebtor(r.Context(), s.Who, backoffice.DebtorName{Creditor: r.PathValue("creditor"), Key: r.PathValue("key")})
	if err != nil {
		return debtor, overview.Account{}, err
	}
	a, err := d.Board.Account(r.Context(), s.Who, debtor, dayOf(r))
	return debtor, a, err
}

func (d *Door) debtorPage(w http.ResponseWriter, r *http.Request, s shell) error {
	debtor, a, err := d.account(r, s)
	if err != nil {
		return err
	}
	return d.showDebtor(w, r, s, debtor, a, http.StatusOK, "")
}

func (d *Door) showDebtor(w http.ResponseWriter, r *http.Request, s shell, debtor dunning.Debtor, a overview.Account, status int, fault string) error {
	contacts, err := d.Debtors.Contacts(r.Context(), s.Who, debtor)
	if err != nil {
		return err
	}
	cases, err := d.CaseLists.List(r.Context(), s.Who, desk.Selection{Scope: desk.Scope{Creditor: debtor.Creditor}, Debtor: debtor.Key, Closed: true, Limit: pageSize})
	if err != nil {
		return err
	}
	v := debtorOf(s, debtor, a, contacts, today(d.Now()))
	for _, row := range cases.Rows {
		v.Rows = append(v.Rows, caseRowOf(s, row, d.Now()))
	}
	v.More = cases.More
	v.Error, v.Told = fault, debtorTold[r.URL.Query().Get("note")]
	if fault != "" {
		v.Form.typed(r)
	}
	render(w, status, "debtor", v)
	return nil
}

var debtorTold = map[string]string{
	"corrige":  "C’est corrigé. Les dossiers qui attendaient une adresse reprennent.",
	"suspendu": "Tous ses dossiers sont suspendus, jusqu’à ce que vous repreniez chacun.",
}

func debtorOf(s shell, debtor dunning.Debtor, a overview.Account, contacts []dunning.Contact, on calendar.Date) debtorView {
	at := debtorAddress(debtor.Creditor, debtor.Key)
	v := debtorView{
		shell: s.titled(debtor.Name), Name: debtor.Name, Key: debtor.Key, Creditor: s.CreditorName(debtor.Creditor), Day: fr.ShortDate(a.On),
		MayCorrect: access.May(s.Who, access.CorrectDebtor, debtor.Creditor) == nil, MaySuspend: access.May(s.Who, access.Suspend, debtor.Creditor) == nil,
		Form: formOf(debtor), List: "/dossiers?" + url.Values{"client": {debtor.Key}, "creancier": {debtor.Creditor}, "tous": {"1"}}.Encode(),
	}
	v.Tiles = []tile{
		{"Reste dû au " + fr.Date(a.On), fr.Amount(a.Aged.Total, a.Currency), "dont " + fr.Amount(a.Aged.Due(), a.Currency) + " échus", ""},
		{"Paie d’ordinaire", habitText(a.Late), fr.Count(a.Late.Invoices, "facture", "factures") + " sur douze mois", ""},
		{"Promesses tenues", "—", "sur douze mois", ""},
	}
	if a.Promises > 0 {
		v.Tiles[2].Figure = fr.Count(a.Kept, "tenue", "tenues") + " sur " + thousands(a.Promises)
	}
	if a.Aged.Credit > 0 {
		v.Tiles = append(v.Tiles, tile{"À son crédit", fr.Amount(a.Aged.Credit, a.Currency), "avoirs et trop-perçus, jamais déduits sans vous", ""})
	}
	add := func(label, value string) {
		if value != "" {
			v.Facts = append(v.Facts, amountLine{label, value})
		}
	}
	add("Référence", debtor.Key)
	add("Régime", capital(fr.Regime(debtor.Regime)))
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
	for _, kind := range []action{{".pdf", "PDF"}, {".xlsx", "XLSX"}, {".csv", "CSV"}} {
		v.Exports = append(v.Exports, action{at + "/releve" + kind.Address + "?au=" + a.On.String(), kind.Label})
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

var lineWords = map[string]string{
	figures.LineInvoice: "Facture", figures.LinePayment: "Paiement", figures.LineCredit: "Avoir", figures.LineGiven: "Soldé sans paiement",
}

func statementRow(creditor string, l figures.Line, on calendar.Date) statementLine {
	out := statementLine{
		Date: shortDay(l.Date, on), What: lineWords[l.What], Number: l.Number, Case: caseAddress(dunning.Ref{Creditor: creditor, Number: l.Number}), Balance: fr.Number(l.Balance),
	}
	if l.Debit != 0 {
		out.Debit = fr.Number(l.Debit)
	}
	if l.Credited != 0 {
		out.Credited = fr.Number(l.Credited)
	}
	return out
}

func formOf(debtor dunning.Debtor) debtorForm {
	f := debtorForm{
		Name: debtor.Name, Email: debtor.Email, Lines: strings.Join(debtor.Address.Lines, "\n"), Postcode: debtor.Address.Postcode, City: debtor.Address.City,
		Country: debtor.Address.Country,
	}
	for _, g := range dunning.Regimes() {
		f.Regimes = append(f.Regimes, choice{string(g), capital(fr.Regime(g)), g == debtor.Regime})
	}
	return f
}

// typed keeps what the person has typed.
func (f *debtorForm) typed(r *http.Request) {
	f.Name, f.Email, f.Lines = r.PostFormValue("nom"), r.PostFormValue("email"), r.PostFormValue("adresse")
	f.Postcode, f.City, f.Country = r.PostFormValue("postal"), r.PostFormValue("ville"), r.PostFormValue("pays")
	for i := range f.Regimes {
		f.Regimes[i].Chosen = f.Regimes[i].Value == r.PostFormValue("regime")
	}
}

// correctDebtor records what a person corrects: only what differs.
func (d *Door) correctDebtor(w http.ResponseWriter, r *http.Request, s shell) error {
	debtor, a, err := d.account(r, s)
	if err != nil {
		return err
	}
	if r.PostFormValue("geste") == "suspendre" {
		return d.suspendDebtor(w, r, s, debtor)
	}
	var typed debtorForm
	typed.typed(r)
	_, _, err = d.Debtors.CorrectDebtor(r.Context(), s.Who, debtor, changeOf(debtor, typed, r.PostFormValue("regime")))
	if c := dunning.ErrorCode(err); c == dunning.CodeInvalid || c == dunning.CodeConflict {
		return d.showDebtor(w, r, s, debtor, a, http.StatusUnprocessableEntity, capital(said(err))+".")
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, debtorAddress(debtor.Creditor, debtor.Key)+"?note=corrige", http.StatusSeeOther)
	return nil
}

func changeOf(was dunning.Debtor, f debtorForm, regime string) (c dunning.DebtorChange) {
	text := func(now, before string, into **string) {
		if now = strings.TrimSpace(now); now != before {
			*into = &now
		}
	}
	text(f.Name, was.Name, &c.Name)
	text(f.Email, was.Email, &c.Email)
	if g := dunning.Regime(regime); g != was.Regime && g != "" {
		c.Regime = &g
	}
	now := dunning.Address{Postcode: strings.TrimSpace(f.Postcode), City: strings.TrimSpace(f.City), Country: strings.ToUpper(strings.TrimSpace(f.Country))}
	for line := range strings.Lines(f.Lines) {
		if line = strings.TrimSpace(line); line != "" {
			now.Lines = append(now.Lines, line)
		}
	}
	same := strings.Join(now.Lines, "\n") == strings.Join(was.Address.Lines, "\n") && now.Postcode == was.Address.Postcode && now.City == was.Address.City && now.Country == was.Address.Country
	if !same {
		c.Address = &now
	}
	return c
}

// suspendDebtor holds every open case of a debtor; those that are held already
// stay as they are.
func (d *Door) suspendDebtor(w http.ResponseWriter, r *http.Request, s shell, debtor dunning.Debtor) error {
	sel := desk.Selection{Scope: desk.Scope{Creditor: debtor.Creditor}, Debtor: debtor.Key}
	for row, err := range d.Exports.EachCase(r.Context(), s.Who, sel) {
		if err != nil {
			return err
		}
		if row.Case.Held(dunning.HoldManual) {
			continue
		}
		if _, err := d.Work.Tell(r.Context(), s.Who, backoffice.Fact{Ref: row.Case.Ref(), Event: dunning.Event{Kind: dunning.KindHold}}); err != nil {
			return err
		}
	}
	d.seen.forget(s.Who)
	http.Redirect(w, r, debtorAddress(debtor.Creditor, debtor.Key)+"?note=suspendu", http.StatusSeeOther)
	return nil
}

// exportStatement writes the account of a debtor as a table.
func (d *Door) exportStatement(w http.ResponseWriter, r *http.Request, s shell) error {
	debtor, a, err := d.account(r, s)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, l := range a.Lines {
		var debit, credited any
		if l.Debit != 0 {
			debit = l.Debit
		}
		if l.Credited != 0 {
			credited = l.Credited
		}
		rows = append(rows, []any{l.Date, lineWords[l.What], l.Number, debit, credited, l.Balance})
	}
	rows = append(rows, []any{a.On, "Solde", "", nil, nil, a.Aged.Total - a.Aged.Credit})
	t := spreadsheet.Table{Name: "Relevé " + debtor.Name, Head: []string{"Date", "Pièce", "Facture", "Débit", "Crédit", "Solde"}, Rows: rowsOf(rows)}
	return d.export(w, r, s, "releve-"+plainName(debtor.Key)+"-"+a.On.String(), debtor.Creditor, t)
}

// statementPDF draws the account of a debtor on paper.
func (d *Door) statementPDF(w http.ResponseWriter, r *http.Request, s shell) error {
	debtor, a, err := d.account(r, s)
	if err != nil {
		return err
	}
	pdf, err := statementSheet(debtor, a, s.known[debtor.Creditor])
	if err != nil {
		return err
	}
	return servePDF(w, pdf, "releve-"+plainName(debtor.Key)+".pdf", true)
}
