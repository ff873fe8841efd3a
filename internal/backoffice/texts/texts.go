package texts

import (
	"context"
	"time"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/notice"
	"relance/internal/wording"
)

// Actor is who asks.
type Actor = access.Actor

// Reader reads texts as they were saved.
type Reader interface {
	LatestWordings(ctx context.Context, creditors []string) ([]wording.Version, error)
	WordingVersions(ctx context.Context, creditor string, k dunning.WordingKey) ([]wording.Version, error)
	WordingVersion(ctx context.Context, id int64) (wording.Version, error)
}

// Keeper keeps versions of texts.
type Keeper interface {
	SaveWording(ctx context.Context, v wording.Version, seen int) (wording.Version, error)
	DecideWording(ctx context.Context, d change.Decision) (wording.Version, error)
}

// Samples names open cases whose notices a text can word.
type Samples interface {
	WordingCases(ctx context.Context, creditor string, k dunning.WordingKey, most int) ([]wording.Case, error)
}

// Office is what texts need of the back office.
type Office interface {
	Preview(ctx context.Context, who Actor, ref dunning.Ref, level dunning.Level) (dunning.Notice, error)
	Enclosures(ctx context.Context, who Actor, n dunning.Notice) (dunning.Enclosures, error)
	Find(ctx context.Context, who Actor, name backoffice.CaseName) (dunning.Ref, error)
}

// Press words and draws what would leave.
type Press interface {
	Mail(n dunning.Notice) (notice.Rendered, error)
	Letter(n dunning.Notice, behind dunning.Enclosures) ([]byte, error)
}

// Desk serves the use cases of texts. It is safe for concurrent use.
type Desk struct {
	Creditors backoffice.CreditorReader
	Texts     Reader
	Keeper    Keeper
	Samples   Samples
	Office    Office
	Press     Press
	Templates *notice.Templates
	Audit     backoffice.Refusals // nil keeps none
	Keys      backoffice.KeyStore // as of backoffice.Office
	Now       func() time.Time    // case time; UTC
}

// Text is a text as it stands.
type Text struct {
	Creditor string
	Key      dunning.WordingKey
	InUse    *wording.Version // nil: the program's own text is sent
	Next     *wording.Version // waits for its day, the first of them; nil when none does
	Latest   *wording.Version // saved last, in use or not; nil when none was
	File     string           // of the user's folder, which goes before it; empty when there is none
}

// Waiting is the version that waits for two people, nil when none does.
func (t Text) Waiting() *wording.Version {
	if t.Latest != nil && t.Latest.Waits() {
		return t.Latest
	}
	return nil
}

// Seen is the number of the version saved last; 0 is none.
func (t Text) Seen() int {
	if t.Latest == nil {
		return 0
	}
	return t.Latest.Version
}

// creditor finds a creditor of the actor.
func (d *Desk) creditor(ctx context.Context, who Actor, id string) (dunning.Creditor, error) {
	return backoffice.CreditorFor(ctx, d.Creditors, who, access.Rehearse, id)
}

// List gives the texts of some creditors: those of the program, each with what
// takes its place, and the creditors' own besides, in the order of the notices.
func (d *Desk) List(ctx context.Context, who Actor, creditors []string) (out []Text, err error) {
	for _, c := range creditors {
		if err := access.May(who, access.Rehearse, c); err != nil {
			return nil, err
		}
	}
	saved, err := d.Texts.LatestWordings(ctx, creditors)
	if err != nil {
		return nil, err
	}
	for _, c := range creditors {
		out = append(out, d.of(c, saved)...)
	}
	return out, nil
}

// of lists the texts of one creditor.
func (d *Desk) of(creditor string, saved []wording.Version) (out []Text) {
	for _, kind := range notice.Kinds() {
		own := d.kept(creditor, kind, saved)
		if kind.Segment != dunning.SegmentAll && (len(own) == 0 || own[0].Key != kind) {
			own = append([]Text{{Creditor: creditor, Key: kind, File: d.Templates.Stated("", kind)}}, own...)
		}
		out = append(out, own...)
	}
	return out
}

// kept are the texts of one kind that were saved, the one without a variant first.
func (d *Desk) kept(creditor string, kind dunning.WordingKey, saved []wording.Version) (out []Text) {
	for _, v := range saved {
		if v.Creditor != creditor || v.WordingKey.Kind() != kind {
			continue
		}
		if n := len(out); n == 0 || out[n-1].Key != v.WordingKey {
			out = append(out, Text{Creditor: creditor, Key: v.WordingKey, File: d.Templates.Stated("", kind)})
		}
		t := &out[len(out)-1]
		t.Latest = &v
		switch {
		case v.Comes(d.Now()):
			t.Next = &v
		case v.InUse(d.Now()) && !v.Withdrawn():
			t.InUse = &v
		}
	}
	return out
}

// Shown is a text with its past, and with what somebody begins from who writes it.
type Shown struct {
	Text
	Versions []wording.Version // newest first
	Begin    dunning.Wording   // the words in use now: its own, or the program's
	Names    []notice.Name
	Cases    []wording.Case // some whose notices it can word
	Refusal  error          // why Begin has no words: the file in the user's folder says more than can be shown
}

// Show gives a text of a creditor, also one that nobody has written yet.
func (d *Desk) Show(ctx context.Context, who Actor, creditor string, k dunning.WordingKey) (out Shown, err error) {
	if _, err := d.creditor(ctx, who, creditor); err != nil {
		return out, err
	}
	if out.Versions, err = d.Texts.WordingVersions(ctx, creditor, k); err != nil {
		return out, err
	}
	out.Text = Text{Creditor: creditor, Key: k, File: d.Templates.Stated("", k)}
	now := d.Now()
	for i := range out.Versions {
		if out.Versions[i].Comes(now) {
			out.Next = &out.Versions[i]
		}
		if out.Versions[i].InUse(now) {
			if !out.Versions[i].Withdrawn() {
				out.InUse = &out.Versions[i]
			}
			break
		}
	}
	if len(out.Versions) > 0 {
		out.Latest = &out.Versions[0]
	}
	out.Names = d.Templates.Names(k.Language, k.Level)
	if out.Begin, out.Refusal = d.Templates.Starter(k); out.InUse != nil {
		out.Begin, out.Refusal = out.InUse.Wording, nil
	}
	out.Cases, err = d.Samples.WordingCases(ctx, creditor, k, casesOffered)
	return out, err
}

// casesOffered is how many cases are named to try a text on.
const casesOffered = 20

// refused keeps in the audit that an actor was refused a change of a text.
func (d *Desk) refused(ctx context.Context, who Actor, creditor string, k dunning.WordingKey, refusal error) error {
	if d.Audit == nil || who.Door == access.API || dunning.ErrorCode(refusal) != dunning.CodeForbidden {
		return refusal
	}
	if err := d.Audit.Note(ctx, audit.Entry{
		Who: backoffice.By(who), Creditor: creditor, Deed: string(access.ChangePlans), Object: creditor + "/" + k.String(), Refused: refusal.Error(),
	}); err != nil {
		return err
	}
	return refusal
}

// note keeps a change of a text in the audit.
func (d *Desk) note(ctx context.Context, who Actor, deed string, v wording.Version, said map[string]string) error {
	if d.Audit == nil {
		return nil
	}
	return d.Audit.Note(ctx, audit.Entry{Who: backoffice.By(who), Creditor: v.Creditor, Deed: deed, Object: v.Creditor + "/" + v.WordingKey.String(), After: said})
}
