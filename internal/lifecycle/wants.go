package lifecycle

import (
	"cmp"
	"slices"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/status"
)

// Known is a status on record about an invoice.
type Known struct {
	ID     int64 // number of the status on record
	Origin Origin
	status.Status
}

// Invoice is what the amounts of a status are compared with.
type Invoice struct {
	Payable  money.Cents // VAT included
	Currency string
}

// Want is a suspension that the statuses of an invoice ask for.
type Want struct {
	Hold     dunning.HoldKind
	By       int64         // Known.ID of the status that decides
	Code     status.Code   // code of that status
	Category Category      // category of its reason
	Amount   money.Cents   // disputed or announced; 0 is everything
	Date     calendar.Date // on which money was announced; zero when not said
	Stated   calendar.Date // day of the status
}

// Same tells whether two wants ask for the same, whichever status decides.
func (w Want) Same(o Want) bool {
	w.By, o.By = 0, 0
	return w == o
}

// Wants gives the suspensions that all statuses of an invoice ask for together,
// one of each kind at most, in a fixed order. It depends on what the statuses
// say, never on the order in which they came.
func Wants(known []Known, inv Invoice) (out []Want) {
	var f file
	for _, k := range inOrder(known) {
		if k.StatusAt != "" && k.acts() {
			f.add(k, inv)
		}
	}
	if d := f[dunning.HoldDispute]; d != nil && d.Amount == 0 {
		delete(f, dunning.HoldPromise) // a dispute of everything wins over money that was announced
	}
	for _, kind := range []dunning.HoldKind{
		dunning.HoldRefused, dunning.HoldPayee, dunning.HoldDispute, dunning.HoldDocuments, dunning.HoldPromise,
	} {
		if w := f[kind]; w != nil {
			out = append(out, *w)
		}
	}
	return out
}

// Holds lists the kinds of hold that statuses may ask for.
func Holds() []dunning.HoldKind {
	return []dunning.HoldKind{dunning.HoldRefused, dunning.HoldPayee, dunning.HoldDispute, dunning.HoldDocuments, dunning.HoldPromise}
}

// file is what stands after some statuses, by kind of hold.
type file map[dunning.HoldKind]*Want

// acts tells whether a status comes from somebody whose word it is.
func (k Known) acts() bool {
	switch k.Code {
	case status.Approved, status.PartlyApproved, status.InDispute, status.Suspended, status.Refused, status.PaymentSent:
		return k.Origin == Debtor
	case status.Completed:
		return k.Origin == Creditor
	case status.Deposited, status.Rejected, status.RoutingError:
		return k.Origin == Platform
	case status.Cancelled, status.DirectPayment, status.Factored, status.FactoredInSecret, status.PayeeChanged:
		return k.Origin == Debtor || k.Origin == Platform || k.Origin == Creditor
	}
	return false
}

// add lets a status act on what stands.
func (f *file) add(k Known, inv Invoice) {
	if *f == nil {
		*f = file{}
	}
	switch k.Code {
	case status.Approved: // uncertain: approved-as-acknowledgment
		delete(*f, dunning.HoldDispute)
		delete(*f, dunning.HoldDocuments)
	case status.Completed:
		delete(*f, dunning.HoldDocuments)
	case status.Deposited: // issued anew: what a platform had rejected is settled
		if r := (*f)[dunning.HoldRefused]; r != nil && (r.Code == status.Rejected || r.Code == status.RoutingError) {
			delete(*f, dunning.HoldRefused)
		}
	case status.PartlyApproved:
		f.put(dunning.HoldDispute, k, inv.contested(k.Status))
	case status.InDispute:
		f.put(dunning.HoldDispute, k, 0)
	case status.Suspended:
		f.put(dunning.HoldDocuments, k, 0)
	case status.PaymentSent:
		f.put(dunning.HoldPromise, k, inv.part(k.amount("MPA", inv.Currency)))
		(*f)[dunning.HoldPromise].Date, _ = calendar.ParseDate(k.EffectiveDay)
	case status.Refused, status.Cancelled, status.Rejected, status.RoutingError:
		f.put(dunning.HoldRefused, k, 0)
	default:
		f.put(dunning.HoldPayee, k, 0)
	}
}

func (f *file) put(kind dunning.HoldKind, k Known, amount money.Cents) {
	(*f)[kind] = &Want{Hold: kind, By: k.ID, Code: k.Code, Category: categoryOf(k.Status), Amount: amount, Stated: k.day()}
}

// day is that of the status.
func (k Known) day() calendar.Date {
	d, _ := calendar.ParseDate(k.StatusAt[:min(10, len(k.StatusAt))])
	return d
}

// contested is the part of an invoice that 206 does not approve, when the
// amounts of the message say it and agree with each other; 0 is everything.
// MNATTC and MAPTTC include VAT; where a message gives MNA and MAP instead, they
// are taken as they stand.
func (inv Invoice) contested(s status.Status) money.Cents {
	k := Known{Status: s}
	not := cmp.Or(k.amount("MNATTC", inv.Currency), k.amount("MNA", inv.Currency))
	approved := cmp.Or(k.amount("MAPTTC", inv.Currency), k.amount("MAP", inv.Currency))
	switch {
	case not != 0 && approved != 0 && not+approved != inv.Payable:
		return 0
	case not == 0 && approved != 0:
		not = inv.Payable - approved
	}
	return inv.part(not)
}

// part is an amount that is a part of the invoice; 0 for anything else.
func (inv Invoice) part(a money.Cents) money.Cents {
	if a <= 0 || a >= inv.Payable {
		return 0
	}
	return a
}

// amount reads the first amount of a type; 0 when there is none, or it is in
// another currency, or unreadable.
func (k Known) amount(kind, currency string) money.Cents {
	for _, a := range k.Amounts {
		if a.Type != kind || a.Currency != "" && a.Currency != currency {
			continue
		}
		if n, err := money.ParseCents(a.Value); err == nil {
			return n
		}
	}
	return 0
}

// inOrder sorts statuses by their own time. Of those of one instant the graver
// one counts last, and so decides.
func inOrder(known []Known) []Known {
	list := slices.Clone(known)
	slices.SortFunc(list, func(a, b Known) int {
		return cmp.Or(cmp.Compare(a.StatusAt, b.StatusAt), cmp.Compare(gravity(a.Code), gravity(b.Code)),
			cmp.Compare(a.EffectiveDay, b.EffectiveDay), cmp.Compare(a.MessageID, b.MessageID), cmp.Compare(a.Ref, b.Ref),
			cmp.Compare(a.content(), b.content()))
	})
	return list
}

// content tells statuses apart that are alike in all that orders them.
func (k Known) content() string {
	text := string(k.Origin) + string(categoryOf(k.Status))
	for _, a := range k.Amounts {
		text += "|" + a.Type + a.Value + a.Currency
	}
	return text
}

// gravity orders statuses of one instant: those that lift come first.
func gravity(c status.Code) int {
	switch c {
	case status.Deposited, status.Approved, status.Completed:
		return 0
	case status.PaymentSent:
		return 1
	case status.PartlyApproved:
		return 2
	case status.InDispute:
		return 3
	}
	return 4
}
