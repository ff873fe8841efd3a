package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"relance/activities"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/letter"
	"relance/internal/notice"
	"relance/internal/registeredmail"
)

// letterActivities makes the sending of letters from the configuration.
func (a *App) letterActivities() (*activities.Letters, error) {
	composer, err := a.composer()
	if err != nil {
		return nil, err
	}
	l := &activities.Letters{Notices: activities.Notices{
		Desk: a.Store, Drafts: a.Store, Composer: composer,
		Withhold: a.withhold(), Clock: time.Now, Log: a.logFailure,
	}}
	if l.Withhold == "" {
		l.Deliverer, err = a.deliverer()
	}
	return l, err
}

// deliverer hands each letter to its carrier.
func (a *App) deliverer() (activities.Deliverer, error) {
	for _, name := range []string{a.Config.Letters.Carrier, a.Config.Letters.Electronic} {
		if name == "" || name == noCarrier {
			continue
		}
		if _, err := a.carrier(name); err != nil {
			return nil, err
		}
	}
	return letterDeliverer{
		route: a.route, carrier: a.carrier, desk: a.Store, tasks: a.Store, max: a.Config.Letters.MaxPerYear, weigh: a.weigh,
		drafts: a.Store, asked: ledger{a},
	}, nil
}

// letterComposer draws the letter of a claim.
type letterComposer struct {
	templates *notice.Templates
	rates     *interest.Rates
	tasks     taskOpener
	drafts    draftKeeper
	route     func(o registeredmail.Order) string // names the carrier
	copies    bool                                // of the invoices go into the envelope
	weigh     func(ctx context.Context, o registeredmail.Order, on calendar.Date) (paper, error)
}

// draftKeeper keeps the letters that were shown and agreed to.
type draftKeeper interface {
	LoadCase(ctx context.Context, ref dunning.Ref) (dunning.Case, error)
	LastDraft(ctx context.Context, ref dunning.Ref, step string) (dunning.ShownDraft, bool, error)
	Record(ctx context.Context, r dunning.Recording) (dunning.Recorded, error)
}

// composer draws letters.
func (a *App) composer() (letterComposer, error) {
	templates, err := a.Templates()
	if err != nil {
		return letterComposer{}, err
	}
	rates, err := a.Config.RateTable()
	return letterComposer{templates, rates, a.Store, a.Store, a.route, a.Config.Letters.Copies, a.weigh}, err
}

// Compose draws the page once; the kept bytes are what is posted. A letter
// that is no longer the one that was agreed to is asked about again.
func (l letterComposer) Compose(ctx context.Context, c dunning.Claimed, now time.Time) (dunning.Rendered, error) {
	n, err := dunning.WithClaims(c.Notice, l.rates)
	if err != nil {
		return dunning.Rendered{}, err
	}
	if err := askForRate(ctx, l.tasks, c, n); err != nil {
		return dunning.Rendered{}, err
	}
	c.Notice = n
	r, err := l.render(n, c)
	if err != nil {
		return r, err
	}
	changed, err := l.changedDraft(ctx, c, r, now)
	if changed {
		err = activities.ErrChanged
	}
	if err != nil {
		return r, err
	}
	if o := orderOf(activities.Parcel{Claim: c, Rendered: r}, "projet"); o.Check() == nil {
		p, err := l.weigh(ctx, o, n.Date)
		if err != nil {
			return r, err
		}
		r.Cost = p.estimate
	}
	return r, nil
}

// render draws a notice with its claims.
func (l letterComposer) render(n dunning.Notice, c dunning.Claimed) (dunning.Rendered, error) {
	recipient, err := letter.AddressLines(n.Debtor)
	if err != nil {
		return dunning.Rendered{}, err
	}
	pdf, err := l.draw(n, c.Attachments)
	if err != nil {
		return dunning.Rendered{}, fmt.Errorf("drawing the letter: %w", err)
	}
	words, err := l.templates.Compose(n)
	if err != nil {
		return dunning.Rendered{}, err
	}
	return dunning.Rendered{
		MessageID: LetterID(c.Message.ID), Subject: words.Subject, Recipient: strings.Join(recipient, "\n"),
		MediaType: "application/pdf", Bytes: pdf,
	}, nil
}

// sendingDesk remembers what was ordered.
type sendingDesk interface {
	RememberSending(ctx context.Context, s dunning.LetterSending) (dunning.LetterSending, error)
	RegisteredInYear(ctx context.Context, creditor string, year int) (int, error)
}

// draw lays out the letter with the copies of its invoices behind it. When a
// copy cannot be joined or none is wanted, the letter offers one instead of
// announcing it.
func (l letterComposer) draw(n dunning.Notice, copies []dunning.Document) ([]byte, error) {
	pdf, annexes, err := l.pages(n, copies)
	if err != nil {
		return nil, err
	}
	if joined, err := letter.Append(pdf, annexes...); err == nil {
		return joined, nil
	}
	return l.offering(n)
}

// pages lays out the letter's own pages, and gives what goes behind them.
func (l letterComposer) pages(n dunning.Notice, copies []dunning.Document) (own []byte, annexes [][]byte, err error) {
	if !l.copies {
		own, err = l.offering(n)
		return own, nil, err
	}
	o := letter.Options{Templates: l.templates}
	for _, d := range copies {
		o.Enclosures = append(o.Enclosures, strings.TrimSuffix(d.Name, ".pdf"))
		annexes = append(annexes, d.Bytes)
	}
	own, err = letter.Render(n, o)
	return own, annexes, err
}

// offering lays out the letter alone: copies are sent on request.
func (l letterComposer) offering(n dunning.Notice) ([]byte, error) {
	n.Items = slices.Clone(n.Items)
	for i := range n.Items {
		n.Items[i].Invoice.Document = ""
	}
	return letter.Render(n, letter.Options{Templates: l.templates})
}

// letterDeliverer hands letters to their carrier.
type letterDeliverer struct {
	route   func(o registeredmail.Order) string
	carrier func(name string) (registeredmail.Carrier, error)
	desk    sendingDesk
	tasks   taskOpener
	max     int // most registered letters of a creditor in a year; 0 is no limit
	weigh   func(ctx context.Context, o registeredmail.Order, on calendar.Date) (paper, error)
	drafts  draftKeeper
	asked   ledger // draws the letter that it asks about
}

// gated is a carrier that takes letters at some times only.
type gated interface {
	// Ready is CodeUnavailable while a person must do something first.
	Ready(ctx context.Context) error
}

// tooThick says what to do about a letter that no envelope takes.
func tooThick(sheets, most int) string {
	return fmt.Sprintf("the letter has %d sheets, an envelope holds %d: attach fewer copies (letters.copies: false)", sheets, most)
}

// Deliver orders the letter. The order, its thickness and the yearly limit are
// checked before the store agrees to the hand-over, so that none leaves a doubt
// behind.
func (l letterDeliverer) Deliver(ctx context.Context, p activities.Parcel, ready func(context.Context) error) (activities.Delivery, error) {
	m := p.Claim.Message
	o := orderOf(p, "")
	name := l.route(o)
	if err := l.sameWay(ctx, p.Claim.Ref, name); err != nil {
		return activities.Delivery{}, err
	}
	if name == noCarrier {
		reply := p.Claim.Notice.Debtor.ElectronicFault() + "; or name a carrier of paper as letters.carrier"
		return activities.Delivery{Outcome: dunning.SendRefused, Reply: reply}, nil
	}
	if o.ID = orderID(name, m); name != ar24Carrier {
		o.Electronic = nil
	}
	if err := o.Check(); err != nil {
		return activities.Delivery{Outcome: dunning.SendRefused, Reply: string(dunning.ErrorCode(err))}, nil //nolint:nilerr // the refusal is the outcome
	}
	if p, err := l.weigh(ctx, o, m.Day); err != nil {
		return activities.Delivery{}, err
	} else if p.fault != "" {
		return activities.Delivery{Outcome: dunning.SendRefused, Reply: p.fault}, nil
	}
	if l.max > 0 && o.Registered {
		n, err := l.desk.RegisteredInYear(ctx, m.Creditor, m.Day.Year)
		if err != nil {
			return activities.Delivery{}, err
		}
		if n >= l.max {
			return activities.Delivery{Outcome: dunning.SendRefused, Reply: "letters.max_per_year"}, nil
		}
	}
	carrier, err := l.carrier(name)
	if err != nil {
		return activities.Delivery{}, err
	}
	if open, err := l.open(ctx, p.Claim, carrier); err != nil || !open {
		return activities.Delivery{Outcome: dunning.SendRetry, Reply: "a one-time code is wanted"}, err
	}
	if err := ready(ctx); err != nil {
		return activities.Delivery{}, err
	}
	return l.request(context.WithoutCancel(ctx), name, carrier, m.ID, o)
}

// sameWay asks again when a letter that was drawn for one carrier would leave
// by another, because the configuration changed since: activities.ErrChanged.
func (l letterDeliverer) sameWay(ctx context.Context, ref dunning.Ref, carrier string) error {
	c, err := l.drafts.LoadCase(ctx, ref)
	if err != nil {
		return err
	}
	step, ok := c.Step()
	if !ok || c.Approved != step.ID {
		return nil
	}
	shown, found, err := l.drafts.LastDraft(ctx, ref, step.ID)
	if err != nil || found && shown.Carrier == carrier {
		return err
	}
	_, err = l.asked.Record(ctx, dunning.Recording{
		Ref: ref, Event: dunning.Event{Kind: dunning.KindAsked, Reason: dunning.ReasonChangedMeantime, Step: step.ID},
	})
	if err == nil {
		err = activities.ErrChanged
	}
	return err
}

// open tells whether the carrier takes letters now; else a person is asked for
// what opens it.
func (l letterDeliverer) open(ctx context.Context, c dunning.Claimed, carrier registeredmail.Carrier) (bool, error) {
	g, ok := carrier.(gated)
	if !ok {
		return true, nil
	}
	err := g.Ready(ctx)
	if dunning.ErrorCode(err) != dunning.CodeUnavailable {
		return err == nil, err
	}
	return false, l.tasks.OpenTask(ctx, dunning.Task{Ref: c.Ref, Code: dunning.TaskOneTimeCode, Step: string(c.Notice.Level)})
}

// request orders a letter that counts as on its way, and says how that ended.
func (l letterDeliverer) request(ctx context.Context, name string, carrier registeredmail.Carrier, message int64, o registeredmail.Order) (activities.Delivery, error) {
	if name == folderCarrier { // a provider's sending is written down in its own time
		if _, err := l.desk.RememberSending(ctx, dunning.LetterSending{Message: message, Carrier: folderCarrier, Reference: o.ID}); err != nil {
			return activities.Delivery{Outcome: dunning.SendRetry, Reply: string(dunning.CodeUnavailable)}, nil //nolint:nilerr // nothing was ordered
		}
	}
	dispatch, err := carrier.Request(ctx, o)
	switch code := registeredmail.ErrorCode(err); {
	case err == nil && dispatch.State == registeredmail.Unknown:
		return activities.Delivery{Outcome: dunning.SendUnknown, Reply: "unknown"}, nil
	case err == nil:
		return activities.Delivery{Outcome: dunning.SendAccepted, Reply: string(dispatch.State) + " " + dispatch.ID}, nil
	case code == dunning.CodeUnavailable:
		return activities.Delivery{Outcome: dunning.SendRetry, Reply: string(code)}, nil
	default:
		return activities.Delivery{Outcome: dunning.SendRefused, Reply: string(code)}, nil
	}
}

// orderOf makes the carrier's order from what is kept on record.
func orderOf(p activities.Parcel, id string) registeredmail.Order {
	n := p.Claim.Notice
	o := registeredmail.NewOrder(id, p.Rendered.Bytes)
	o.Registered = p.Claim.Message.Channel == dunning.RegisteredLetter
	o.Sender = registeredmail.Address{Lines: senderLines(n.Creditor), Country: n.Creditor.Address.Country}
	o.Recipient = registeredmail.Address{Lines: strings.Split(p.Rendered.Recipient, "\n"), Country: n.Debtor.Address.Country}
	var numbers []string
	for _, item := range n.Items {
		numbers = append(numbers, item.Invoice.Number)
	}
	o.Reference = strings.Join(numbers, ", ")
	if o.Registered {
		o.Electronic = reachedBy(n.Debtor)
	}
	return o
}

func senderLines(c dunning.Creditor) []string {
	lines := append([]string{c.Name}, c.Address.Lines...)
	return append(lines, strings.TrimSpace(c.Address.Postcode+" "+c.Address.City))
}
