package notice

import (
	"slices"
	"strconv"

	"relance/internal/dunning"
	"relance/internal/money"
)

// View is what a wording template sees: every value written out in the
// debtor's language, the empty text where there is none, so that {{if .Fee}}
// asks whether there is a fee.
type View struct {
	Lang  string        // "fr" or "en"
	Level dunning.Level // courtesy, first, second, final, formal_notice, thanks, receipt

	Business bool // professional debtor, private sector
	Consumer bool // consumer, or a debtor who is no professional
	Public   bool // public buyer
	Paper    bool // a letter, not a mail
	Chasing  bool // neither before the due date nor after payment

	Creditor    Party
	Debtor      Party
	Greeting    string // « Madame, Monsieur », « Bonjour Madame Morel »: without the comma
	Closing     string // how the closing formula addresses the debtor: « Madame, Monsieur »
	Place       string // the creditor's town
	Date        string
	Deadline    string // last day to pay, or ""
	Agreed      bool   // what a receipt asks for was promised or accepted by the debtor; without Deadline its day has come
	Next        string // of what was agreed: the next sum, when it is not all that is left
	Apart       []Line // of a receipt whose invoices are to be paid at different dates: what is asked for, each with By and Awaited
	Reserved    string // interest and fee of a receipt that earlier notices claimed: "interest", "fee", "both", or ""
	ReservedFor string // the invoices that Reserved is about, when it is not all of them
	Left        []Left // of thanks: what earlier notices claimed of each invoice and what is still due of it
	Plain       bool   // of thanks: nothing but the principal was ever asked for
	Mediator    string // consumer mediator; for consumers only

	Items    []Line // the invoices the notice is about
	Besides  []Line // due as well, but at a milder step of their own: only their principal is asked for
	Upcoming []Line // not due yet, named beside them and not asked for
	First    Line   // the first of Items
	Several  bool   // more than one item
	Numbers  string // "F-1 et F-2"; from the fourth on "… et 2 autres"
	Due      string // the due date, when all items share one
	Origins  string // what was sold, then order numbers; "" when unknown
	Attached bool   // a copy of every item is attached
	Copies   int    // invoices of which a copy belongs to the notice
	Late     bool   // at least one item is past its due date
	Period   bool   // the due dates are the end of a public buyer's payment period, worked out from its recorded receipt and length
	Habit    int    // other invoices of which the debtor had to be reminded within a year, and which he paid late

	Reminders []string // dates of earlier reminders that all items share, oldest first; service messages before the due date are none
	Reminded  bool     // every item was reminded of before; where the dates differ Reminders is empty and notes give them per invoice
	Apiece    []Line   // items whose Reminders are told one by one

	Paid      string // received so far on the items
	Payments  int    // how many payments that was
	Credited  string // taken off by credit notes
	Credits   int    // credit notes
	Disputed  string // contested and left out
	Received  string // sum of the payments the thanks or the receipt answer
	Principal string // still open, with VAT, without the disputed part
	Interest  string
	Fee       string
	FeeCount  int // items that bear the fixed fee
	Costs     string
	Total     string // principal, interest, fee and costs
	Asked     string // what to pay now: Principal up to the second reminder and for public buyers, else Total
	Extras    string // Total without Principal
	Transfer  string // Asked and the principal of Besides: what the payment blocks add up to
	Accounts  int    // payment blocks
	Daily     string // interest a day after On
	On        string // the date of Total
	Until     string // interest stops here for want of a published rate, or ""
	Rate      string // in force at On, "12,15 %"
	Mixed     bool   // the interest was counted at several rates: {{interest}} shows them
	Frozen    bool   // a public buyer's rates differ from invoice to invoice: each stays as it was when interest began
	RateBasis string // where the rate comes from
	Small     bool   // a consumer's claim for which the law asks for an amicable attempt before the court (CPC 750-1)
	Proofs    bool   // the bills of the costs are attached
	Articles  string // legal basis of what is claimed
}

// N chooses by the number of items: {{.N "cette facture" "ces factures"}}.
func (v View) N(one, many string) string {
	if v.Several {
		return many
	}
	return one
}

// Party is the creditor or the debtor.
type Party struct {
	Name      string // with « EI » for a sole trader (C. com. R526-27)
	LegalForm string // "" for a sole trader
	Lines     []string
	Address   string // in one line
	SIREN     string // in groups of three
	RCS       string
	VAT       string
	Phone     string
	Email     string // where answers go
	Privacy   string // contact for data protection
	Signatory string
	Capacity  string
	Key       string // customer reference; "" when the creditor's books have none
	Contact   string // who answers at the debtor's
	Means     string // of the creditor: other means of payment than a transfer
	LRE       bool   // of the debtor: registered letters come electronically
}

// Left is what stays due of an invoice whose principal is paid.
type Left struct {
	Number   string
	Claimed  string // day of the last notice that asked for it
	Interest string
	Fee      string
	Costs    string
	Sum      string
}

// Line is one invoice.
type Line struct {
	Number    string
	Issued    string
	Due       string
	DaysLate  int
	Object    string
	OrderRef  string
	Amount    string // with VAT
	Paid      string
	Credited  string
	Disputed  string
	Remaining string
	Interest  string
	Fee       string
	Received  []Receipt // payments, for the thanks
	Awaited   string    // what a receipt asks for of this invoice
	By        string    // last day to pay it, or ""
	Agreed    bool      // the debtor has promised or accepted it
	Reminders []string  // dates of earlier reminders of this invoice
}

// Receipt is one payment received.
type Receipt struct{ Date, Amount string }

// smallClaim is up to what sum CPC 750-1 asks for an amicable attempt first.
const smallClaim money.Cents = 5000_00

// viewer builds a View.
type viewer struct {
	n        dunning.Notice
	d        demand
	w        *words
	accounts int // payment blocks
}

func (b viewer) view() View {
	n, d := b.n, b.d
	v := View{
		Lang: b.w.lang, Level: n.Level,
		Business: n.Regime() == dunning.B2B, Consumer: n.Regime().Consumer(), Public: n.Regime() == dunning.Public,
		Chasing:  n.Level.Rank() > dunning.Courtesy.Rank(),
		Paper:    n.Channel == dunning.Letter || n.Channel == dunning.RegisteredLetter,
		Creditor: creditorParty(n.Creditor), Debtor: debtorParty(n.Debtor),
		Place: clean(n.Creditor.Address.City), Date: b.w.date(n.Date), Deadline: b.w.date(n.Deadline), Agreed: n.Agreed,
		Several: len(d.main) > 1, Origins: b.origins(), Habit: n.Habit, Copies: len(d.main) + len(d.besides),
		FeeCount: d.fees, Attached: !slices.ContainsFunc(n.Items, func(it dunning.NoticeItem) bool { return it.Invoice.Document == "" }),
		Period: d.periodKnown(n), Proofs: len(Bills(n)) > 0,
		Late: slices.ContainsFunc(d.main, func(it dunning.NoticeItem) bool { return it.Invoice.Due.Before(n.Date) }),
	}
	if n.Regime() == dunning.B2C {
		v.Mediator = clean(n.Creditor.Mediator)
	}
	for _, it := range d.main {
		v.Items = append(v.Items, b.line(it))
	}
	v.Greeting, v.Closing = b.w.salutation(n)
	b.reminders(&v)
	for _, it := range d.besides {
		v.Besides = append(v.Besides, b.line(it))
	}
	for _, it := range d.upcoming {
		v.Upcoming = append(v.Upcoming, b.line(it))
	}
	v.First, v.Numbers, v.Due = v.Items[0], b.numbers(), v.Items[0].Due
	for _, l := range v.Items {
		if l.Due != v.Due {
			v.Due = ""
			break
		}
	}
	b.amounts(&v)
	switch n.Level {
	case dunning.PartReceipt:
		b.awaited(&v)
	case dunning.Thanks:
		b.left(&v)
	}
	return v
}

func (b viewer) amounts(v *View) {
	c := b.d.claim
	var paid, credited, disputed, received money.Cents
	for _, it := range b.d.main {
		paid += receivedOn(it)
		credited += it.CreditedSum()
		v.Credits += len(it.Credited)
		disputed += it.Disputed
		received += paidForThanks(it)
		v.Payments += len(receipts(it.Received))
	}
	v.Credited = b.some(credited)
	if b.n.Level == dunning.PartReceipt {
		received = acknowledged(b.d.main)
	}
	v.Paid, v.Disputed, v.Received = b.some(max(paid, 0)), b.some(disputed), b.some(received)
	v.Principal, v.Total, v.Asked = b.sum(c.Principal), b.sum(c.Total), b.sum(b.d.asked)
	v.Interest, v.Fee, v.Costs, v.Daily = b.some(c.Interest), b.some(c.Fee), b.some(c.Costs), b.some(c.Daily)
	v.On, v.Until = b.w.date(claimDay(b.n, c)), b.w.date(c.Until)
	v.Extras, v.Transfer = b.some(c.Total-c.Principal), b.sum(b.d.asked+b.d.extra)
	v.Mixed = len(b.rates()) > 1
	v.Frozen = v.Mixed && v.Public
	v.Small = v.Consumer && c.Total <= smallClaim
	v.Accounts = b.accounts
	v.Rate, v.Articles = b.w.percent(c.Rate), b.w.list(cleanAll(c.Articles))
	if v.RateBasis = clean(c.RateBasis); b.w.lang != "fr" {
		v.RateBasis = clean(c.RateBasisEnglish)
	}
}

func (b viewer) line(it dunning.NoticeItem) Line {
	inv := it.Invoice
	l := Line{
		Number: b.w.numbered(inv.Number), Issued: b.w.date(inv.Issued), Due: b.w.date(inv.Due), DaysLate: it.DaysLate,
		Object: clean(inv.Object), OrderRef: clean(inv.OrderRef),
		Amount: b.sum(amountOf(inv)), Paid: b.some(receivedOn(it)), Credited: b.some(it.CreditedSum()), Disputed: b.some(it.Disputed),
		Remaining: b.sum(it.Claim.Principal), Interest: b.some(it.Claim.Interest), Fee: b.some(it.Claim.Fee),
	}
	for _, r := range receipts(it.Received) {
		l.Received = append(l.Received, Receipt{b.w.date(r.Date), b.sum(r.Amount)})
	}
	l.Reminders = b.remindersOf(it)
	l.Awaited, l.By, l.Agreed = b.some(it.Awaited.Amount), b.w.date(it.Awaited.By), it.Awaited.Agreed
	return l
}

// periods are the stretches of an item's interest; a notice about one invoice
// may give them with its totals only.
func (b viewer) periods(it dunning.NoticeItem) []dunning.ClaimPeriod {
	if len(b.d.main) == 1 && len(it.Claim.Periods) == 0 {
		return b.d.claim.Periods
	}
	return it.Claim.Periods
}

// rates are the different rates at which interest was counted, in order.
func (b viewer) rates() (out []string) {
	for _, it := range b.d.main {
		for _, p := range b.periods(it) {
			if r := b.w.percent(p.Rate); !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	return out
}

func (b viewer) sum(c money.Cents) string {
	return b.w.sum(money.Amount{Cents: c, Currency: b.n.Currency})
}

func (b viewer) some(c money.Cents) string {
	if c == 0 {
		return ""
	}
	return b.sum(c)
}

// numbers names the items, three of them at most.
func (b viewer) numbers() string {
	const shown = 3
	var names []string
	for _, it := range b.d.main {
		names = append(names, b.w.numbered(it.Invoice.Number))
	}
	if n := len(names); n > shown+1 {
		names = append(names[:shown], strconv.Itoa(n-shown)+" "+b.w.more)
	}
	return b.w.list(names)
}

// origins says what the invoices are for: what was sold, and the orders.
func (b viewer) origins() string {
	var out []string
	add := func(s string) {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, it := range b.d.main {
		add(clean(it.Invoice.Object))
	}
	for _, it := range b.d.main {
		if ref := clean(it.Invoice.OrderRef); ref != "" {
			add(b.w.order + ref)
		}
	}
	return join(out, b.w.semicolon, b.w.semicolon)
}
