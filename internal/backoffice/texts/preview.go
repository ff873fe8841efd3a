package texts

import (
	"context"

	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/notice"
)

// Trial is a text that is tried before it is saved.
type Trial struct {
	Change
	Number string // of an invoice of the creditor's; empty tries it on an invented one
	Letter bool   // draw the letter as well
}

// Tried is a notice in the words of a text.
type Tried struct {
	Notice dunning.Notice
	Mail   notice.Rendered // its PassedOver tells why the words were not taken
	Letter []byte          // PDF; nil when it was not asked for
}

// Preview words the notice of a case by a text, exactly as it would leave: with the
// debtor's other invoices that share the message. CodeInvalid for a case whose
// notices the text does not word.
func (d *Desk) Preview(ctx context.Context, who Actor, t Trial) (out Tried, err error) {
	creditor, err := d.creditor(ctx, who, t.Creditor)
	if err != nil {
		return out, err
	}
	var behind dunning.Enclosures
	if t.Number == "" {
		out.Notice = invented(creditor, t.Key)
	} else if out.Notice, behind, err = d.noticeOf(ctx, who, t); err != nil {
		return out, err
	}
	out.Notice.Wordings = []dunning.Wording{t.wording()}
	if out.Mail, err = d.Press.Mail(out.Notice); err != nil || !t.Letter {
		return out, err
	}
	out.Letter, err = d.Press.Letter(out.Notice, behind)
	return out, err
}

// noticeOf is the notice of a case at the level of a text.
func (d *Desk) noticeOf(ctx context.Context, who Actor, t Trial) (n dunning.Notice, behind dunning.Enclosures, err error) {
	ref, err := d.Office.Find(ctx, who, backoffice.CaseName{Creditor: t.Creditor, Number: t.Number})
	if err != nil {
		return n, behind, err
	}
	if n, err = d.Office.Preview(ctx, who, ref, t.Key.Level); err != nil {
		return n, behind, err
	}
	switch {
	case n.Level != t.Key.Level:
		err = dunning.Errorf(dunning.CodeInvalid, "invoice %s shares its message with others of the level %s", t.Number, n.Level).
			WithHint("try the text on another case")
	case !t.Key.Segment.Includes(n.Regime()):
		err = dunning.Errorf(dunning.CodeInvalid, "the text is not for the debtor of invoice %s", t.Number).WithHint("try the text on another case")
	}
	if err != nil || !t.Letter {
		return n, behind, err
	}
	behind, err = d.Office.Enclosures(ctx, who, n)
	return n, behind, err
}

// invented is a notice of the creditor's to a debtor who does not exist.
func invented(creditor dunning.Creditor, k dunning.WordingKey) dunning.Notice {
	regime := dunning.B2B
	for _, r := range dunning.Regimes() {
		if k.Segment != dunning.SegmentAll && k.Segment.Includes(r) {
			regime = r
			break
		}
	}
	n := notice.Sample(k.Level, regime, k.Language)
	if len(notice.CheckCreditor(creditor)) == 0 && (k.Level != dunning.FormalNotice || creditor.Signatory != "") {
		n.Creditor = creditor
		n.Debtor.Creditor = creditor.ID
	}
	return n
}
