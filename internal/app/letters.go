package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"relance/activities"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/letter"
	"relance/internal/notice"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/folder"
)

// letterActivities makes the sending of letters from the configuration.
func (a *App) letterActivities() (*activities.Letters, error) {
	templates, err := a.Templates()
	if err != nil {
		return nil, err
	}
	rates, err := a.Config.RateTable()
	if err != nil {
		return nil, err
	}
	l := &activities.Letters{Notices: activities.Notices{
		Desk: a.Store, Drafts: a.Store, Composer: letterComposer{templates, rates, a.Store},
		Withhold: a.withhold(), Clock: time.Now, Log: a.logFailure,
	}}
	if l.Withhold == "" {
		l.Deliverer = letterDeliverer{a.Carrier()}
	}
	return l, nil
}

// Carrier is who posts letters: so far a folder, and a person.
func (a *App) Carrier() folder.Carrier {
	return folder.Carrier{Dir: a.Config.Path(a.Config.Letters.Folder)}
}

// LetterID names the order of a message with the carrier.
func LetterID(message int64) string { return fmt.Sprintf("lettre-%d", message) }

// letterComposer draws the letter of a claim.
type letterComposer struct {
	templates *notice.Templates
	rates     *interest.Rates
	tasks     taskOpener
}

// Compose draws the page once; the kept bytes are what is posted.
func (l letterComposer) Compose(ctx context.Context, c dunning.Claimed, _ time.Time) (dunning.Rendered, error) {
	n, err := dunning.WithClaims(c.Notice, l.rates)
	if err != nil {
		return dunning.Rendered{}, err
	}
	if err := askForRate(ctx, l.tasks, c, n); err != nil {
		return dunning.Rendered{}, err
	}
	recipient, err := letter.AddressLines(n.Debtor)
	if err != nil {
		return dunning.Rendered{}, err
	}
	o := letter.Options{Templates: l.templates}
	for _, d := range c.Attachments {
		o.Enclosures = append(o.Enclosures, strings.TrimSuffix(d.Name, ".pdf"))
	}
	pdf, err := letter.Render(n, o)
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

// letterDeliverer hands letters to the carrier.
type letterDeliverer struct{ carrier registeredmail.Carrier }

// Deliver orders the letter. The order is checked before the store agrees to
// the hand-over, so that a bad address never leaves a doubt behind.
func (l letterDeliverer) Deliver(ctx context.Context, p activities.Parcel, ready func(context.Context) error) (activities.Delivery, error) {
	o := orderOf(p)
	if err := o.Check(); err != nil {
		return activities.Delivery{Outcome: dunning.SendRefused, Reply: string(dunning.ErrorCode(err))}, nil //nolint:nilerr // the refusal is the outcome
	}
	if err := ready(ctx); err != nil {
		return activities.Delivery{}, err
	}
	dispatch, err := l.carrier.Request(context.WithoutCancel(ctx), o)
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
func orderOf(p activities.Parcel) registeredmail.Order {
	n := p.Claim.Notice
	o := registeredmail.NewOrder(LetterID(p.Claim.Message.ID), p.Rendered.Bytes)
	o.Registered = p.Claim.Message.Channel == dunning.RegisteredLetter
	o.Sender = registeredmail.Address{Lines: senderLines(n.Creditor), Country: n.Creditor.Address.Country}
	o.Recipient = registeredmail.Address{Lines: strings.Split(p.Rendered.Recipient, "\n"), Country: n.Debtor.Address.Country}
	var numbers []string
	for _, item := range n.Items {
		numbers = append(numbers, item.Invoice.Number)
	}
	o.Reference = strings.Join(numbers, ", ")
	return o
}

func senderLines(c dunning.Creditor) []string {
	lines := append([]string{c.Name}, c.Address.Lines...)
	return append(lines, strings.TrimSpace(c.Address.Postcode+" "+c.Address.City))
}
