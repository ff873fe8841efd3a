package posting

import (
	"context"
	"fmt"
	"strings"
	"time"

	"relance/activities"
	"relance/internal/approval"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/registeredmail"
)

// Draft draws the letter of a case's next step as it would leave at an instant
// (case time), with its figures and its price. What cannot be drawn or posted
// says why in Fault. CodeConflict when no letter comes next.
func (p *Post) Draft(ctx context.Context, ref dunning.Ref, now time.Time) (d dunning.Draft, page []byte, step string, err error) {
	reserved, next, err := p.Store.Letter(ctx, ref, now)
	if err != nil {
		return d, nil, "", err
	}
	composer, err := p.Composer()
	if err != nil {
		return d, nil, next.ID, err
	}
	if reserved.Notice, err = composer.asShown(ctx, ref, reserved.Notice); err != nil {
		return d, nil, next.ID, err
	}
	d, page, err = composer.draft(ctx, reserved, next.Deadline)
	return d, page, next.ID, err
}

// draft draws a letter and measures it. Faults of the letter are in the draft,
// those of the machine are errors.
func (l Composer) draft(ctx context.Context, c dunning.Reserved, term dunning.Days) (dunning.Draft, []byte, error) {
	n, err := claim.InNotice(c.Notice, l.rates)
	if err == nil {
		n = invited(l.Config, n)
		c.Notice = n
		var r dunning.Rendered
		if r, err = l.render(ctx, n, c); err == nil {
			return l.figures(ctx, c, r, term)
		}
	}
	if code := dunning.ErrorCode(err); code == dunning.CodeUnavailable || code == dunning.CodeInternal {
		return dunning.Draft{}, nil, err
	}
	return dunning.Draft{On: c.Notice.Date, Level: c.Notice.Level, Channel: c.Notice.Channel, Fault: reproach(err)}, nil, nil
}

// figures are what a drawn letter says and costs.
func (l Composer) figures(ctx context.Context, c dunning.Reserved, r dunning.Rendered, term dunning.Days) (dunning.Draft, []byte, error) {
	o := orderOf(activities.Parcel{Reserved: c, Rendered: r}, "projet")
	carrier := l.route(o)
	if !isElectronic(carrier) {
		o.Electronic = nil
	}
	d := approval.NewDraft(c.Notice, term, registeredmail.Hash(r.Bytes), registeredmail.Hash([]byte(r.Recipient+reach(o.Electronic))))
	d.Wording = r.Wording
	d.Carrier, d.Electronic = carrier, o.Electronic != nil
	own, annexes, err := l.pages(ctx, c.Notice, c.Attachments)
	if err != nil {
		return d, nil, err
	}
	d.Words = registeredmail.Hash(own)
	for _, a := range annexes {
		d.Words = registeredmail.Hash([]byte(d.Words + registeredmail.Hash(a)))
	}
	if err := o.Check(); err != nil {
		d.Fault = reproach(err)
		return d, r.Bytes, nil
	}
	p, err := l.weigh(o, c.Notice.Date)
	d.Pages, d.Sheets, d.Estimate, d.Priced, d.Fault = p.pages, p.sheets, p.estimate, p.priced, p.fault
	return d, r.Bytes, err
}

// reach is whom an electronic letter reaches, and by what right; "" on paper.
func reach(e *registeredmail.Electronic) string {
	if e == nil {
		return ""
	}
	return fmt.Sprintf("\n%q %q %t %s %q", e.Email, e.Name, e.Professional, e.ConsentOn, e.Manner)
}

// reproach is a fault with the way to mend it.
func reproach(err error) string {
	text := err.Error()
	if hint := dunning.ErrorHint(err); hint != "" {
		text += ": " + hint
	}
	return strings.TrimSpace(text)
}
