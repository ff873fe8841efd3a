package mergedesk

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/merge"
)

// searchView is the page on which the other debtor is looked for.
type searchView struct {
	page.Frame
	Name, Key, Address, Text string
	Searched                 bool
	Found, Doubles           []candidate
	Records                  []record
}

// candidate is a debtor who may be the other.
type candidate struct{ Name, Key, Text, Address string }

// record is a merging that was done.
type record struct {
	Other, Text string
	Standing    bool
}

func searchOf(s page.Frame, debtor dunning.Debtor, text string, found []dunning.Debtor, doubles []merge.Double, records []merge.Record, on calendar.Date) searchView {
	at := page.DebtorAddress(debtor.Creditor, debtor.Key)
	v := searchView{Frame: s.Titled("Fusionner, " + debtor.Name), Name: debtor.Name, Key: debtor.Key, Address: at, Text: text, Searched: text != ""}
	with := func(d dunning.Debtor, says string) candidate {
		return candidate{Name: d.Name, Key: d.Key, Text: says, Address: at + "/fusion?" + url.Values{"avec": {d.Key}}.Encode()}
	}
	for _, d := range found {
		if d.ID != debtor.ID {
			v.Found = append(v.Found, with(d, strings.Join(slices.DeleteFunc([]string{d.SIREN, d.Email, d.Address.City}, func(p string) bool { return p == "" }), " · ")))
		}
	}
	for _, x := range doubles {
		var signs []string
		for _, sign := range x.Signs {
			signs = append(signs, fr.MergeSign(sign))
		}
		v.Doubles = append(v.Doubles, with(x.Debtor, strings.Join(signs, ", ")))
	}
	for _, r := range records {
		says := "référence " + r.Other + ", le " + page.LongDay(calendar.DateOf(r.At), on) + ", par " + r.Author + "\u00a0: " + fr.Count(r.Cases, "dossier", "dossiers")
		if !r.Standing() {
			says += ". Annulée le " + page.LongDay(calendar.DateOf(r.UndoneAt), on) + " par " + r.UndoneBy
		}
		v.Records = append(v.Records, record{Other: r.Other, Text: r.OtherName + ", " + says, Standing: r.Standing()})
	}
	return v
}

// compareView shows both side by side, and what the merging does.
type compareView struct {
	page.Frame
	Name, Key, OtherName, OtherKey string
	Address                        string // of the debtor who is kept
	Rows                           []fieldRow
	Moves                          []moveRow
	Closed                         string // how many closed cases move; empty for none
	Open                           string
	Facts, Refusals                []string
	Questions                      []question
	Chosen                         []page.Choice // what was chosen, as the form that merges repeats it
	Version, OtherVersion          int64
	Ready                          bool // nothing forbids it, and every field that must be chosen is
	Error                          string
}

// fieldRow is a field of both.
type fieldRow struct {
	Field, Label, Keep, Other, After string
	Differs                          bool // there is something to choose
	FromKeep, FromOther              bool
}

// moveRow is a case that moves.
type moveRow struct {
	Invoice, Address, Open, Before, After string
	Changes, Own                          bool
}

// question is what a person is asked.
type question struct {
	Code, Text, Hint string
	Field            bool // answered by a choice above
	Answered         bool
}

func compareOf(s page.Frame, out merge.Outcome, o merge.Order, on calendar.Date) compareView {
	v := compareView{
		Frame: s.Titled("Fusionner, " + out.Keep.Name), Name: out.Keep.Name, Key: out.Keep.Key, OtherName: out.Other.Name, OtherKey: out.Other.Key,
		Address: page.DebtorAddress(out.Keep.Creditor, out.Keep.Key), Version: out.Keep.Version, OtherVersion: out.Other.Version, Ready: len(out.Refusals) == 0,
	}
	if out.Closed > 0 {
		v.Closed = fr.Count(out.Closed, "dossier clos", "dossiers clos")
	}
	undecided := map[merge.Field]bool{}
	for _, d := range out.Doubts {
		v.Questions = append(v.Questions, question{Code: string(d.Code), Text: page.Capital(page.Said(d.Err)) + ".", Field: d.Field != "", Answered: d.Answered || slices.Contains(o.Confirm, d.Code)})
		if d.Field != "" && !d.Answered {
			undecided[d.Field], v.Ready = true, false
		}
	}
	for _, r := range out.Rows {
		if r.Keep+r.Other == "" {
			continue
		}
		v.Rows = append(v.Rows, rowOf(r, undecided[r.Field]))
		if r.Chosen {
			v.Chosen = append(v.Chosen, page.Choice{Value: string(r.From), Label: "prendre-" + string(r.Field)})
		}
	}
	for _, m := range out.Moves {
		now, then := nextOf(m.Before, on), nextOf(m.After, on)
		v.Moves = append(v.Moves, moveRow{
			Invoice: m.Ref.Number, Address: page.CaseAddress(m.Ref), Open: fr.Amount(m.Balance.Cents, m.Balance.Currency), Before: now, After: then, Changes: now != then, Own: m.Own,
		})
	}
	var sums []string
	for _, a := range out.Open {
		sums = append(sums, fr.Amount(a.Cents, a.Currency))
	}
	v.Open = strings.Join(sums, " + ")
	for _, f := range out.Facts {
		v.Facts = append(v.Facts, page.Capital(fr.MergeFact(f)))
	}
	for _, r := range out.Refusals {
		v.Refusals = append(v.Refusals, page.Capital(page.Said(r.Err))+".")
	}
	return v
}

// rowOf draws a field; nothing is chosen beforehand of one that a person must decide.
func rowOf(r merge.Row, undecided bool) fieldRow {
	row := fieldRow{Field: string(r.Field), Label: page.Capital(fr.MergeField(r.Field)), Keep: valueOf(r.Field, r.Keep), Other: valueOf(r.Field, r.Other), After: valueOf(r.Field, r.After), Differs: r.Keep != r.Other && r.Keep+r.Other != ""}
	if !undecided {
		row.FromKeep, row.FromOther = r.From == merge.Keep, r.From == merge.Other
	}
	return row
}

// valueOf words a value.
func valueOf(field merge.Field, value string) string {
	switch {
	case value == "":
		return "—"
	case field == merge.Regime:
		return page.Capital(fr.Regime(dunning.Regime(value)))
	case field == merge.Language:
		return map[string]string{"fr": "français", "en": "anglais"}[value]
	case field == merge.PayDays:
		n, _ := strconv.Atoi(value) // the rules wrote it
		return fr.Count(n, "jour", "jours")
	}
	return value
}

// nextOf says what a case does next.
func nextOf(d dunning.Decision, on calendar.Date) string {
	text := fr.Reason(d.Reason)
	if !d.At.IsZero() {
		text = page.LongDay(calendar.DateOf(d.At.In(calendar.Metropole.Location())), on) + ", " + text
	}
	return page.Capital(text)
}
