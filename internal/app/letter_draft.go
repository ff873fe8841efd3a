package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"relance/activities"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/money"
	"relance/internal/registeredmail"
)

// paper is a letter as an envelope sees it.
type paper struct {
	pages, sheets int
	estimate      money.Cents
	priced        string // where the price stands
	fault         string // why no envelope takes it
}

// weigh counts a letter's paper as its carrier prints it and estimates what it
// costs on a day.
func (a *App) weigh(ctx context.Context, o registeredmail.Order, on calendar.Date) (p paper, err error) {
	if p.pages, err = letter.Pages(o.PDF); err != nil {
		return p, err
	}
	p.sheets = p.pages // whoever posts by hand prints on one side
	name := a.route(o)
	if name == noCarrier {
		p.fault = "nobody posts on paper (letters.carrier: none), and no electronic letter may go to this debtor"
		return p, nil
	}
	carrier, err := a.carrier(name)
	if err != nil {
		return p, err
	}
	if m, ok := carrier.(registeredmail.Measurer); ok {
		var most int
		if p.sheets, most, err = m.Sheets(o.PDF); err != nil {
			return p, err
		}
		if p.sheets > most {
			p.fault = tooThick(p.sheets, most)
		}
	}
	p.estimate, p.priced, err = a.estimate(name, carrier, o, p.sheets, on)
	return p, err
}

// estimate is a letter's price: by the user's own list, else as its carrier
// reckons it by the contract that is configured, else by the built-in list; 0
// when none of them knows.
func (a *App) estimate(name string, c registeredmail.Carrier, o registeredmail.Order, sheets int, on calendar.Date) (money.Cents, string, error) {
	x := dunning.Posting{Carrier: name, Simple: !o.Registered, Sheets: sheets, Colour: name != folderCarrier, Receipt: true, On: on}
	own := a.Config.Letters.Prices
	if cents, line, ok := dunning.PriceOf(own, x); ok {
		return cents, line.Source, nil
	}
	if e, ok := c.(registeredmail.Estimator); ok {
		cents, err := e.Estimate(o)
		if registeredmail.ErrorCode(err) != registeredmail.CodeNotFound {
			return cents, "letters." + name + ".price", err
		}
	}
	builtin, err := registeredmail.Prices()
	if err != nil {
		return 0, "", err
	}
	cents, line, _ := dunning.PriceOf(dunning.OwnPrices(builtin, own), x)
	return cents, line.Source, nil
}

// Draft draws the letter of a case's next step as it would leave at an instant
// (case time), with its figures and its price. What cannot be drawn or posted
// says why in Fault. CodeConflict when no letter comes next.
func (a *App) Draft(ctx context.Context, ref dunning.Ref, now time.Time) (d dunning.Draft, page []byte, step string, err error) {
	claimed, next, err := a.Store.Letter(ctx, ref, now)
	if err != nil {
		return d, nil, "", err
	}
	composer, err := a.composer()
	if err != nil {
		return d, nil, next.ID, err
	}
	d, page, err = composer.draft(ctx, claimed, next.Deadline)
	return d, page, next.ID, err
}

// draft draws a letter and measures it. Faults of the letter are in the draft,
// those of the machine are errors.
func (l letterComposer) draft(ctx context.Context, c dunning.Claimed, term dunning.Days) (dunning.Draft, []byte, error) {
	n, err := dunning.WithClaims(c.Notice, l.rates)
	if err == nil {
		c.Notice = n
		var r dunning.Rendered
		if r, err = l.render(n, c); err == nil {
			return l.figures(ctx, c, r, term)
		}
	}
	if code := dunning.ErrorCode(err); code == dunning.CodeUnavailable || code == dunning.CodeInternal {
		return dunning.Draft{}, nil, err
	}
	return dunning.Draft{On: c.Notice.Date, Level: c.Notice.Level, Channel: c.Notice.Channel, Fault: reproach(err)}, nil, nil
}

// figures are what a drawn letter says and costs.
func (l letterComposer) figures(ctx context.Context, c dunning.Claimed, r dunning.Rendered, term dunning.Days) (dunning.Draft, []byte, error) {
	o := orderOf(activities.Parcel{Claim: c, Rendered: r}, "projet")
	carrier := l.route(o)
	if carrier != ar24Carrier {
		o.Electronic = nil
	}
	d := dunning.NewDraft(c.Notice, term, registeredmail.Hash(r.Bytes), registeredmail.Hash([]byte(r.Recipient+reach(o.Electronic))))
	d.Carrier, d.Electronic = carrier, o.Electronic != nil
	own, annexes, err := l.pages(c.Notice, c.Attachments)
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
	p, err := l.weigh(ctx, o, c.Notice.Date)
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

// changedDraft asks again when the letter that is about to leave is not the one
// that was agreed to: it differs, or the yes was to none that was drawn, or
// another one was shown since. True means that it asked.
func (l letterComposer) changedDraft(ctx context.Context, c dunning.Claimed, r dunning.Rendered, now time.Time) (bool, error) {
	body, err := l.drafts.LoadCase(ctx, c.Ref)
	if err != nil {
		return false, err
	}
	step, ok := body.Step()
	if !ok || body.Approved != step.ID {
		return false, nil
	}
	shown, found, err := l.drafts.LastDraft(ctx, c.Ref, step.ID)
	if err != nil {
		return false, err
	}
	d, page, err := l.figures(ctx, c, r, step.Deadline)
	if err != nil {
		return false, err
	}
	if found && shown.Approved && len(dunning.Differences(shown.Draft, d)) == 0 {
		return false, nil
	}
	_, err = l.drafts.Record(ctx, dunning.Recording{
		Ref: c.Ref, Draft: &d, Page: page, Event: dunning.Event{
			Kind: dunning.KindAsked, At: now, Reason: dunning.ReasonChangedMeantime, Step: step.ID, Document: d.Document,
		},
	})
	return err == nil, err
}
