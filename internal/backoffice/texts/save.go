package texts

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/notice"
	"relance/internal/wording"
)

// Change is a new version of a text. One without words takes the text out: the
// program's is sent again.
type Change struct {
	Creditor string
	Key      dunning.WordingKey
	Subject  string
	Body     string
	Seen     int           // number of the version that its author saw; 0 is none
	From     calendar.Date // day from which it holds, in the creditor's zone; zero is at once
}

// wording gives the words of a change as the version that it would become.
func (c Change) wording() dunning.Wording {
	plain := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return dunning.Wording{WordingKey: c.Key, Version: c.Seen + 1, Subject: plain(c.Subject), Body: plain(c.Body)}
}

// Check names what is wrong with the words of a text: none is nil. It asks for no
// right and reads nothing.
func (d *Desk) Check(w dunning.Wording) []dunning.Fault {
	if faults := d.Templates.CheckOwn(w); len(faults) > 0 {
		return faults
	}
	for _, regime := range dunning.Regimes() {
		if !w.Segment.Includes(regime) {
			continue
		}
		n := notice.Sample(w.Level, regime, w.Language)
		n.Wordings = []dunning.Wording{w}
		if _, err := letter.Render(n, letter.Options{Templates: d.Templates}); err != nil { // a sign that the font lacks
			return []dunning.Fault{{Path: string(wording.Body), Text: err.Error(), Hint: dunning.ErrorHint(err)}}
		}
	}
	return nil
}

// FaultsError is the error for a text with faults: CodeInvalid, with the first one.
func FaultsError(faults []dunning.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	f := faults[0]
	return dunning.Errorf(dunning.CodeInvalid, "the text cannot be sent: %s", dunning.Phrase(f.Text)).WithHint("%s", hintOf(f))
}

func hintOf(f dunning.Fault) string {
	if f.Hint != "" {
		return f.Hint
	}
	return "put it right, and check it again"
}

// Save keeps a new version of a text. Notices are worded by it at once, or from its day
// on; that of a
// formal notice waits where two people must agree. A text with faults is refused
// (CodeInvalid: ask Check), and one whose author has not seen the latest version
// (CodeConflict).
func (d *Desk) Save(ctx context.Context, who Actor, in Change) (out wording.Version, err error) {
	creditor, err := d.may(ctx, who, in.Creditor, in.Key)
	if err != nil {
		return out, err
	}
	start, err := change.StartOn(creditor, in.From, d.Now())
	if err != nil {
		return out, err
	}
	w := in.wording()
	if in.Subject, in.Body = w.Subject, w.Body; in.Subject != "" || in.Body != "" {
		if err := FaultsError(d.Check(w)); err != nil {
			return out, err
		}
	}
	return backoffice.OnceDone(ctx, d.Keys, backoffice.Deed{Who: who, Name: "save text", Asks: in}, func(ctx context.Context) (wording.Version, error) {
		return d.save(ctx, who, in, wording.Version{Creditor: in.Creditor, Wording: w, Author: who.Name, Start: start})
	})
}

// save keeps words that were checked: the version that their author saw refuses
// them when they are kept already.
func (d *Desk) save(ctx context.Context, who Actor, in Change, v wording.Version) (wording.Version, error) {
	v, err := d.Keeper.SaveWording(ctx, v, in.Seen)
	if err != nil {
		return v, err
	}
	return v, d.note(ctx, who, "text.save", v, said(v))
}

// may tells whether an actor may change a text of a creditor's that there is.
func (d *Desk) may(ctx context.Context, who Actor, creditor string, k dunning.WordingKey) (dunning.Creditor, error) {
	if _, err := wording.ParseKey(k.String()); err != nil {
		return dunning.Creditor{}, err
	}
	if err := access.May(who, access.ChangePlans, creditor); err != nil {
		return dunning.Creditor{}, d.refused(ctx, who, creditor, k, err)
	}
	return d.creditor(ctx, who, creditor)
}

// Decide takes a person's word on a version of a creditor's text that waits for two.
func (d *Desk) Decide(ctx context.Context, who Actor, creditor string, id int64, agree bool) (out wording.Version, err error) {
	if err := access.May(who, access.Approve, creditor); err != nil {
		return out, d.refused(ctx, who, creditor, dunning.WordingKey{}, err)
	}
	v, err := d.Texts.WordingVersion(ctx, id)
	if err != nil {
		return out, err
	}
	if v.Creditor != creditor {
		return out, dunning.Errorf(dunning.CodeNotFound, "no version %d of a text", id)
	}
	return backoffice.OnceDone(ctx, d.Keys, backoffice.Deed{Who: who, Name: "decide text", Asks: []any{id, agree}}, func(ctx context.Context) (wording.Version, error) {
		return d.decide(ctx, who, v, agree)
	})
}

// decide records the word.
func (d *Desk) decide(ctx context.Context, who Actor, v wording.Version, agree bool) (wording.Version, error) {
	decided, err := d.Keeper.DecideWording(ctx, change.Decision{ID: v.ID, Agree: agree, Author: who.Name, Identified: who.Identified()})
	if err != nil {
		return decided, d.refused(ctx, who, v.Creditor, v.WordingKey, err)
	}
	word := said(decided)
	word["word"], word["outcome"] = "refused", decided.Outcome
	if agree {
		word["word"] = "agreed"
	}
	return decided, d.note(ctx, who, "text.decide", decided, word)
}

// said is a version as the audit tells it: not its words, which are on record.
func said(v wording.Version) map[string]string {
	out := map[string]string{"version": strconv.Itoa(v.Version)}
	if v.Withdrawn() {
		out["withdrawn"] = "yes"
	}
	if !v.From.IsZero() {
		out["from"] = v.From.String()
	}
	return out
}

// Find gives the version of a number.
func (s Shown) Find(version int) (wording.Version, bool) {
	i := slices.IndexFunc(s.Versions, func(v wording.Version) bool { return v.Version == version })
	if i < 0 {
		return wording.Version{}, false
	}
	return s.Versions[i], true
}
