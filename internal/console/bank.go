package console

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// bankView is the page of the bank: one line at a time.
type bankView struct {
	shell
	Sub      string
	Line     *lineView // nil when everything is decided
	Done     *doneLine // what has just been decided
	Decided  []doneLine
	Files    []fileLine
	MayMatch bool
	Error    string
	Empty    string
}

// lineView is a bank line with what it may stand for.
type lineView struct {
	ID                              int64
	Place, Date, Amount, Rest       string
	Counterparty, Account, Creditor string
	Label                           []segment
	Learns                          string
	Why                             []string // no proposal: what was found
	Proposals                       []proposal
	Search                          string
	Found                           []foundInvoice
	Open                            bool
	Stands                          []string // what stands for it
	Seen                            string   // when it was decided last, so that an older page is refused
	Skip                            string   // address of the next line
	State                           string
}

// segment is a piece of a label; Mark sets what matched apart.
type segment struct {
	Text string
	Mark bool
}

// proposal is one answer, with its reasons and what it would do.
type proposal struct {
	Number  int
	Title   string
	Reasons []reasonLine
	Effect  string
	First   bool
}

type reasonLine struct {
	Text    string
	Against bool
}

type foundInvoice struct{ Number, Name, Due, Amount string }

type doneLine struct {
	ID                  int64
	Title, Text, Amount string
	When                string
	Address             string
}

type fileLine struct {
	Name, When, Text, Author, Tone, Creditor string
}

// waitingLines is how many open lines the page looks at to say where one is.
const waitingLines = 200

func (d *Door) bankPage(w http.ResponseWriter, r *http.Request, s shell) error {
	return d.showBank(w, r, s, 0, http.StatusOK, "")
}

func (d *Door) linePage(w http.ResponseWriter, r *http.Request, s shell) error {
	id, err := lineID(r)
	if err != nil {
		return err
	}
	return d.showBank(w, r, s, id, http.StatusOK, "")
}

func lineID(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, dunning.Errorf(dunning.CodeNotFound, "no such bank line")
	}
	return id, nil
}

// showBank shows a line, or the first that waits.
func (d *Door) showBank(w http.ResponseWriter, r *http.Request, s shell, id int64, status int, fault string) error {
	after, _ := strconv.ParseInt(r.URL.Query().Get("apres"), 10, 64)
	open, total, err := d.openLines(r, s)
	if err != nil {
		return err
	}
	v := bankView{shell: s.titled("Banque"), MayMatch: may(s.Who, access.MatchMoney), Error: fault}
	line, at := pick(open, id, after)
	if id != 0 && line == nil {
		l, err := d.OpenLines.Line(r.Context(), s.Who, id)
		if err != nil {
			return err
		}
		line = &l
	}
	if line != nil {
		if v.Line, err = d.lineOf(r, s, *line); err != nil {
			return err
		}
		if v.Line.Open = at >= 0; v.Line.Open {
			v.Line.Place = "Ligne " + strconv.Itoa(at+1) + " sur " + thousands(total)
			if at+1 < len(open) {
				v.Line.Skip = "/banque?apres=" + strconv.FormatInt(line.ID, 10)
			}
		}
	}
	if err := d.aroundBank(r, s, &v, total); err != nil {
		return err
	}
	render(w, status, "bank", v)
	return nil
}

// openLines gives the open lines of the person.
func (d *Door) openLines(r *http.Request, s shell) ([]reconcile.BankLine, int, error) {
	if s.Chosen != "" || len(s.Creditors) < 2 || access.May(s.Who, access.SeeBank, "") == nil {
		f := backoffice.LineFilter{Creditor: s.Chosen, Limit: waitingLines}
		if f.Creditor == "" && access.May(s.Who, access.SeeBank, "") != nil && len(s.Creditors) == 1 {
			f.Creditor = s.Creditors[0].Value
		}
		return d.OpenLines.OpenLines(r.Context(), s.Who, f)
	}
	var all []reconcile.BankLine
	total := 0
	for _, c := range s.Creditors {
		lines, n, err := d.OpenLines.OpenLines(r.Context(), s.Who, backoffice.LineFilter{Creditor: c.Value, Limit: waitingLines})
		if err != nil {
			return nil, 0, err
		}
		all, total = append(all, lines...), total+n
	}
	slices.SortFunc(all, func(a, b reconcile.BankLine) int { return int(a.ID - b.ID) })
	return all, total, nil
}

// pick finds the line that is meant: by its number, the one after another, or
// the first.
func pick(open []reconcile.BankLine, id, after int64) (*reconcile.BankLine, int) {
	i := slices.IndexFunc(open, func(l reconcile.BankLine) bool { return id != 0 && l.ID == id || id == 0 && l.ID > after })
	if i < 0 && id == 0 && len(open) > 0 {
		i = 0
	}
	if i < 0 {
		return nil, -1
	}
	return &open[i], i
}

// aroundBank fills in what stands around the line.
func (d *Door) aroundBank(r *http.Request, s shell, v *bankView, total int) error {
	decided, err := d.BankDesk.Decided(r.Context(), s.Who, s.Chosen, 8)
	if err != nil {
		return err
	}
	files, err := d.BankDesk.Files(r.Context(), s.Who, s.Chosen, 0, 3)
	if err != nil {
		return err
	}
	now := d.Now()
	just, _ := strconv.ParseInt(r.URL.Query().Get("fait"), 10, 64)
	for _, l := range decided {
		done := doneOf(l, now)
		if l.ID == just {
			v.Done = &done
		}
		v.Decided = append(v.Decided, done)
	}
	for _, f := range files {
		v.Files = append(v.Files, fileOf(s, f, now))
	}
	switch {
	case total > 0:
		v.Sub = thousands(total) + " ligne" + plural(total) + " à décider"
	case len(files) == 0:
		v.Empty = "Aucun relevé n’a encore été lu. Déposez-en un\u00a0: les paiements sont rapprochés aussitôt, et ce qui reste douteux vient ici."
	default:
		v.Empty = "Tout est rapproché. Dernier relevé lu " + since(files[0].At, now) + "."
	}
	if total > 0 && len(files) > 0 {
		v.Sub += " · dernier relevé lu " + since(files[0].At, now)
	}
	return nil
}

func doneOf(l reconcile.BankLine, now time.Time) doneLine {
	done := doneLine{ID: l.ID, Title: lineTitle(l), Amount: fr.Amount(l.Entry.Amount, l.Entry.Currency), When: since(l.Decided, now), Address: lineAddress(l.ID)}
	var numbers []string
	for _, m := range l.Matches {
		numbers = append(numbers, m.Invoice)
	}
	switch {
	case l.State == reconcile.LineIgnored:
		done.Text = "mise de côté"
	case len(numbers) > 0:
		done.Text = "pour " + strings.Join(numbers, ", ")
	}
	if l.Author != "" {
		done.Text += ", par " + l.Author
	}
	return done
}

func fileOf(s shell, f desk.File, now time.Time) fileLine {
	out := fileLine{Name: f.Name, When: since(f.At, now), Author: f.Author, Creditor: s.CreditorName(f.Creditor)}
	out.Text = fr.Count(f.Entries, "ligne", "lignes") + ", dont " + strconv.Itoa(f.Fresh) + " nouvelle" + plural(f.Fresh)
	switch {
	case f.Fault != "":
		out.Text, out.Tone = f.Fault, "red"
	case !f.Finished:
		out.Text, out.Tone = "lecture interrompue\u00a0: déposez-le de nouveau, le reste sera pris", "amber"
	}
	return out
}

// lineTitle names a line by who paid.
func lineTitle(l reconcile.BankLine) string {
	switch {
	case l.Entry.Remittance != "" && l.Entry.Counterparty == "":
		return excerpt(l.Entry.Remittance, 60)
	case l.Entry.Counterparty != "":
		return excerpt(l.Entry.Counterparty, 60)
	}
	return excerpt(l.Entry.Label, 60)
}

// lineAmount is what of a line waits for a decision.
func lineAmount(l reconcile.BankLine) money.Cents {
	if l.Rest != 0 {
		return l.Rest
	}
	return l.Entry.Amount
}

func lineDay(l reconcile.BankLine) calendar.Date {
	if !l.Entry.ValueDate.IsZero() {
		return l.Entry.ValueDate
	}
	return l.Entry.BookingDate
}

func invoiceList(as []reconcile.Allocation) string {
	var names []string
	for _, a := range as {
		names = append(names, a.Invoice)
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " et " + names[n-1]
	}
	return strings.Join(names, "")
}

// lineOf words a line with its proposals.
func (d *Door) lineOf(r *http.Request, s shell, l reconcile.BankLine) (*lineView, error) {
	v := &lineView{
		ID: l.ID, Date: fr.Date(lineDay(l)), Amount: fr.Amount(l.Entry.Amount, l.Entry.Currency), Counterparty: l.Entry.Counterparty,
		Account: mask(l.Entry.CounterpartyIBAN), Creditor: s.CreditorName(l.Creditor), Seen: l.Decided.UTC().Format(time.RFC3339Nano),
		Search: strings.TrimSpace(r.URL.Query().Get("cherche")),
	}
	if l.Rest != 0 {
		v.Rest = fr.Amount(l.Rest, l.Entry.Currency)
	}
	for _, m := range l.Matches {
		text := m.Invoice + "\u00a0: " + fr.Amount(m.Amount, l.Entry.Currency)
		if m.Accessory != 0 {
			text += ", et " + fr.Amount(m.Accessory, l.Entry.Currency) + " de pénalités et d’indemnité"
		}
		v.Stands = append(v.Stands, text)
	}
	if l.State == reconcile.LineIgnored {
		v.State = "Mise de côté par " + l.Author + "."
	}
	options := proposalsOf(l)
	var numbers []string
	for _, p := range options {
		for _, a := range p.Allocations {
			numbers = append(numbers, a.Invoice)
		}
	}
	open, err := d.BankDesk.Invoices(r.Context(), s.Who, l.Creditor, numbers)
	if err != nil {
		return nil, err
	}
	byNumber := map[string]desk.Hit{}
	for _, h := range open {
		byNumber[h.Key] = h
	}
	for i, p := range options {
		v.Proposals = append(v.Proposals, proposalOf(i, p, l, byNumber))
	}
	if len(options) == 0 {
		for _, why := range l.Decision.Reasons {
			v.Why = append(v.Why, capital(why.Text))
		}
	}
	v.Label = marked(labelOf(l), numbers, byNumber)
	if iban := l.Entry.CounterpartyIBAN; len(options) > 0 && len(iban) > 4 && len(options[0].Allocations) > 0 {
		if h, ok := byNumber[options[0].Allocations[0].Invoice]; ok {
			v.Learns = "Après votre choix, le compte …" + iban[len(iban)-4:] + " sera reconnu comme celui de " + h.Name + "."
		}
	}
	return v, d.findInvoices(r, s, l, v)
}

func labelOf(l reconcile.BankLine) string {
	if l.Entry.Remittance != "" {
		return l.Entry.Remittance
	}
	return l.Entry.Label
}

// proposalsOf are the answers that were found, best first.
func proposalsOf(l reconcile.BankLine) []reconcile.Proposal {
	if len(l.Decision.Suggestions) > 0 {
		return l.Decision.Suggestions
	}
	if len(l.Decision.Allocations) > 0 && l.State != reconcile.LineMatched {
		return []reconcile.Proposal{{Allocations: l.Decision.Allocations, Unallocated: l.Decision.Unallocated, Score: l.Decision.Score, Reasons: l.Decision.Reasons}}
	}
	return nil
}

func proposalOf(i int, p reconcile.Proposal, l reconcile.BankLine, open map[string]desk.Hit) proposal {
	out := proposal{Number: i + 1, Title: invoiceList(p.Allocations), First: i == 0}
	accessory := false
	for _, a := range p.Allocations {
		accessory = accessory || a.Accessory != 0
	}
	if accessory {
		out.Title += ", avec pénalités et indemnité"
	}
	for _, why := range p.Reasons {
		out.Reasons = append(out.Reasons, reasonLine{Text: why.Text})
	}
	if p.Unallocated != 0 {
		out.Reasons = append(out.Reasons, reasonLine{fr.Amount(p.Unallocated, l.Entry.Currency) + " resteraient sans emploi", true})
	}
	var settled, partly []string
	for _, a := range p.Allocations {
		h, ok := open[a.Invoice]
		switch {
		case !ok:
		case a.Amount >= h.Amount:
			settled = append(settled, a.Invoice)
		default:
			partly = append(partly, a.Invoice+" (il restera "+fr.Amount(h.Amount-a.Amount, h.Currency)+")")
		}
	}
	if len(settled) > 0 {
		out.Effect = "Solde " + join(settled) + ". Les relances s’arrêtent."
	}
	if len(partly) > 0 {
		out.Effect += " Paie une part de " + join(partly) + "."
	}
	return out
}

func join(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " et " + names[n-1]
	}
	return strings.Join(names, "")
}

// marked sets apart in a label what names an invoice or its debtor.
func marked(label string, numbers []string, open map[string]desk.Hit) []segment {
	hits := make([]bool, len(label))
	mark := func(word string) {
		if len(word) < 3 {
			return
		}
		for from := 0; ; {
			i := strings.Index(strings.ToUpper(label[from:]), strings.ToUpper(word))
			if i < 0 || from+i+len(word) > len(label) {
				return
			}
			for j := from + i; j < from+i+len(word); j++ {
				hits[j] = true
			}
			from += i + len(word)
		}
	}
	if upper := strings.ToUpper(label); upper != strings.ToUpper(strings.ToLower(label)) || len(upper) != len(label) {
		return []segment{{Text: label}} // letters whose case changes their length: better no mark than a wrong one
	}
	for _, n := range numbers {
		mark(n)
		digits := strings.FieldsFunc(n, func(r rune) bool { return r < '0' || r > '9' })
		if len(digits) > 0 {
			mark(digits[len(digits)-1])
		}
		for _, word := range strings.Fields(open[n].Name) {
			if len(word) > 3 {
				mark(word)
			}
		}
	}
	var out []segment
	for i := 0; i < len(label); {
		j := i
		for j < len(label) && hits[j] == hits[i] {
			j++
		}
		out = append(out, segment{label[i:j], hits[i]})
		i = j
	}
	return out
}

// findInvoices looks for what a person searches the line's invoice by.
func (d *Door) findInvoices(r *http.Request, s shell, l reconcile.BankLine, v *lineView) error {
	if v.Search == "" {
		return nil
	}
	page, err := d.CaseLists.List(r.Context(), s.Who, desk.Selection{Scope: desk.Scope{Creditor: l.Creditor}, Text: v.Search, Limit: 20})
	if err != nil {
		return err
	}
	on := today(d.Now())
	for _, row := range page.Rows {
		v.Found = append(v.Found, foundInvoice{row.Case.Number, row.DebtorName, shortDay(row.Case.Due, on), fr.Amount(row.Case.Balance, row.Case.Currency)})
	}
	return nil
}
