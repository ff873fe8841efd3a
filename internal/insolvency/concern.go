package insolvency

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"relance/internal/calendar"
	"relance/internal/period"
)

// Record is a notice with the bytes that it was read from.
type Record struct {
	Notice
	Raw json.RawMessage
}

// ReadRecords reads an answer as Read does, but each notice for itself: what a
// later one corrects or cancels is for [Freezes], which sees all of them.
func ReadRecords(data []byte) ([]Record, error) {
	raws, err := rawRecords(data)
	if err != nil {
		return nil, err
	}
	out := make([]Record, len(raws))
	for i, raw := range raws {
		var r record
		if err := json.Unmarshal(raw, &r); err != nil {
			return nil, unreadable(err)
		}
		out[i] = Record{Notice: r.notice(), Raw: raw}
	}
	return out, nil
}

// rawRecords takes an answer apart without reading its notices.
func rawRecords(data []byte) ([]json.RawMessage, error) {
	if _, err := parse(data); err != nil {
		return nil, err // an answer that Read refuses
	}
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	var list []json.RawMessage
	if data[0] == '[' {
		err := json.Unmarshal(data, &list)
		return list, err
	}
	var answer struct {
		Results []json.RawMessage `json:"results"`
	}
	err := json.Unmarshal(data, &answer)
	return answer.Results, err
}

// FromRaw reads a notice that was kept.
func FromRaw(raw []byte) (Notice, error) {
	var r record
	err := json.Unmarshal(raw, &r)
	return r.notice(), err
}

// ClaimMonths is the period to declare a claim, from the publication of the
// opening judgment (C. com. R622-24): two months, four for a creditor who does
// not live on the territory of the court.
func ClaimMonths(abroad bool) int {
	if abroad {
		return period.Of(period.ClaimFromAbroad).Months
	}
	return claimMonths
}

// Freezing is what the notices about a company mean for a claim.
type Freezing struct {
	Notice      Notice        // the opening, as it was last corrected; or what is not understood
	Published   calendar.Date // from which the period to declare runs: the earliest, also after a correction
	Provisional bool          // it may be an opening: a person reads it
	Converted   Notice        // the last conversion since, whose holder takes the claims; without ID when there is none
}

// Leading is the notice that says to whom claims go now: the last conversion,
// else the opening. One that names nobody with certainty names nobody.
func (f Freezing) Leading() Notice {
	if f.Converted.ID != "" {
		return f.Converted
	}
	return f.Notice
}

// Since is the day on which the freezing begins to count for claims: that of the
// judgment, of the publication when the judgment's is unknown.
func (f Freezing) Since() calendar.Date {
	if !f.Notice.Judgment.IsZero() {
		return f.Notice.Judgment
	}
	return f.Published
}

// Freezes says whether a claim that was born on a day is frozen by what was
// published about its debtor: by the earliest opening after its birth (C. com.
// L622-7, L622-21), else by a notice that may be one. A claim that was born
// after every judgment is on another track (L622-17, L641-13). It depends on
// the set of notices, never on the order in which they came; a later
// annulment, closure or plan lifts nothing.
func Freezes(notices []Notice, born calendar.Date) (Freezing, bool) {
	var found *Freezing
	for _, f := range openings(notices) {
		if !born.IsZero() && f.Since().Before(born) {
			continue
		}
		if found == nil || found.Provisional && !f.Provisional ||
			found.Provisional == f.Provisional && f.Since().Before(found.Since()) {
			found = &f
		}
	}
	if found == nil {
		return Freezing{}, false
	}
	found.Converted = converted(notices, found.Published)
	return *found, true
}

// converted is the last conversion that was published since a day. It changes
// who holds the claims, never the period to declare them.
func converted(notices []Notice, since calendar.Date) (last Notice) {
	for _, n := range notices {
		if n.Effect == Conversion && !n.Published.Before(since) && cmp.Or(n.Published.Compare(last.Published), cmp.Compare(n.ID, last.ID)) > 0 {
			last = n
		}
	}
	return last
}

// openings gathers the openings of a company, each with its corrections. A notice
// whose judgment cannot be read may be one: it counts provisionally.
func openings(notices []Notice) (out []Freezing) {
	list := slices.Clone(notices)
	slices.SortFunc(list, func(a, b Notice) int { return cmp.Or(a.Published.Compare(b.Published), cmp.Compare(a.ID, b.ID)) })
	at := map[string]int{} // by the id of the first notice and of its corrections
	for _, n := range list {
		if n.Action != Freeze && n.Action != FreezeAndAsk && n.Effect != Unreadable || n.Effect == Conversion {
			continue
		}
		f := Freezing{Notice: n, Published: n.Published, Provisional: n.Action != Freeze}
		if i, ok := at[n.Replaces]; ok && n.Replaces != "" && n.Kind == "rectificatif" {
			f.Published = earlier(out[i].Published, n.Published)
			f.Provisional = f.Provisional && out[i].Provisional
			if f.Notice.Judgment.IsZero() {
				f.Notice.Judgment = out[i].Notice.Judgment
			}
			out[i], at[n.ID] = f, i
			continue
		}
		if n.Kind == "rectificatif" {
			f.Published = earlier(n.replacedOn, n.Published)
		}
		at[n.ID], out = len(out), append(out, f)
	}
	return out
}

// struckBefore is how long before the issue of an invoice a striking-off still
// counts: an older one is of a company that was registered again.
const struckBefore = 12 // months

// StruckOffBy gives the newest notice by which the company of a claim, that was
// born on a day, is struck off; false for none. A later notice that undoes it
// changes nothing: a person reads both.
func StruckOffBy(notices []Notice, born calendar.Date) (out Notice, found bool) {
	for _, n := range notices {
		if n.Effect != StruckOff || !born.IsZero() && n.Published.AddMonths(struckBefore).Before(born) {
			continue
		}
		if !found || cmp.Or(n.Published.Compare(out.Published), cmp.Compare(n.ID, out.ID)) > 0 {
			out, found = n, true
		}
	}
	return out, found
}

func earlier(a, b calendar.Date) calendar.Date {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Silent tells whether the newest notice of a national file is older than three
// working days: the gazette appears on working days, so that its silence is a
// fault of the watch.
func Silent(newest, today calendar.Date) bool {
	day := today
	for range silentDays {
		day = day.AddDays(-1).PreviousBusinessDay(calendar.Metropole)
	}
	return newest.Before(day)
}

// silentDays are the working days without any notice of the whole country after
// which the watch counts as blind.
const silentDays = 3
