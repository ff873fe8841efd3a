package dunning

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"relance/internal/money"
)

// Thanking says which payments are acknowledged by e-mail, once something was
// sent about the invoice.
type Thanking string

// The rules. The empty one is ThankAll.
const (
	ThankAll  Thanking = "all"  // thanks after full payment, a receipt after a part of it
	ThankFull Thanking = "full" // thanks after full payment only
	ThankNone Thanking = "none"
)

// Receipt is a part payment that is still to be acknowledged.
type Receipt struct {
	Payment int64       `json:"payment"` // sequence number of its event: each is acknowledged once
	Amount  money.Cents `json:"amount"`
	At      time.Time   `json:"at"` // UTC; the receipt leaves then
}

// receiptPatience is how long a receipt that a hold keeps back is still worth
// sending.
const receiptPatience = 72 * time.Hour

// receiptStep begins the step of a receipt; the number of the payment follows,
// so that no payment is acknowledged twice.
const receiptStep = "receipt-"

// Acknowledges tells whether a step answers a payment: the thanks, or a receipt
// after a part payment. No plan has such a step.
func Acknowledges(step string) bool {
	return step == string(Thanks) || strings.HasPrefix(step, receiptStep)
}

// IsReceipt tells whether a step is the receipt after a part payment.
func IsReceipt(step string) bool { return strings.HasPrefix(step, receiptStep) }

// LevelOf is the tone of a step that answers a payment.
func LevelOf(step string) Level {
	if IsReceipt(step) {
		return PartReceipt
	}
	return Thanks
}

// Acknowledged is the sum of the payments that the next receipt or thanks
// answer.
func (c Case) Acknowledged() (sum money.Cents) {
	for _, r := range c.Receipts {
		sum += r.Amount
	}
	return sum
}

// thankAt is the instant of the mail that answers a payment which leaves a
// balance; zero when none does: nobody was written to, the plan says so, or the
// money went back.
func (r Rules) thankAt(c Case, e Event) time.Time {
	if e.Balance == nil || !c.Contacted() || r.Plan.Thanks == ThankNone {
		return time.Time{}
	}
	if *e.Balance > 0 && (r.Plan.Thanks == ThankFull || *e.Balance >= c.Balance) {
		return time.Time{}
	}
	at := r.Earliest(e.At)
	if at.Equal(e.At) {
		return e.At.Add(-clockSkew)
	}
	return at
}

// acknowledge notes what a payment brought, or what it took back again: who was
// not told of money yet is not told that it came once it has gone.
func (c *Case) acknowledge(got money.Cents, e Event) {
	switch {
	case got < 0:
		c.takeBack(-got)
	case got > 0 && !e.ThankAt.IsZero():
		c.Receipts = append(c.Receipts, Receipt{Payment: e.Seq, Amount: got, At: e.ThankAt})
	}
}

// takeBack takes a sum from what is to be acknowledged: the payment of just
// that sum, else the latest ones.
func (c *Case) takeBack(sum money.Cents) {
	if i := slices.IndexFunc(c.Receipts, func(r Receipt) bool { return r.Amount == sum }); i >= 0 {
		c.Receipts = slices.Delete(c.Receipts, i, i+1)
		return
	}
	for i := len(c.Receipts) - 1; i >= 0 && sum > 0; i-- {
		part := min(sum, c.Receipts[i].Amount)
		c.Receipts[i].Amount -= part
		sum -= part
	}
	c.Receipts = slices.DeleteFunc(c.Receipts, func(r Receipt) bool { return r.Amount == 0 })
}

// acknowledged forgets what a step has answered; the thanks answer everything.
func (c *Case) acknowledged(step string) {
	last, err := strconv.ParseInt(strings.TrimPrefix(step, receiptStep), 10, 64)
	if !IsReceipt(step) || err != nil {
		c.ThankAt, c.Receipts = time.Time{}, nil
		return
	}
	c.Receipts = slices.DeleteFunc(c.Receipts, func(r Receipt) bool { return r.Payment <= last })
}

// putOffReceipts moves what is to be acknowledged to an instant.
func (c *Case) putOffReceipts(at time.Time) {
	for i := range c.Receipts {
		c.Receipts[i].At = at
	}
}

// quiet tells whether nobody wants a mail about what is left: the case is with
// a court or waits for a person (an answer that lies unread, a letter that came
// back, a send of unknown outcome), the rest is contested or too little to
// chase, or mails are held back.
func (c Case) quiet() bool {
	if c.Attention != nil || c.State == HandedOver || c.Chased() == 0 || c.Chased() < c.Minimum {
		return true
	}
	for _, h := range c.Holds {
		if h.Kind == HoldDispute && h.Amount <= 0 {
			return true
		}
	}
	return c.Held(HoldDocuments) || c.Held(HoldRefused) || c.Held(HoldPayee) || c.Held(HoldInsolvency) || c.Held(HoldManual) || c.Held(HoldReply) || c.Held(HoldBounce) || c.Held(HoldSwitch)
}

// withReceipt lets a part payment be acknowledged while the case waits for
// something else. A notice that is due anyway says what was received.
func (c Case) withReceipt(d Decision, now time.Time) Decision {
	if d.Action != Wait || len(c.Receipts) == 0 || c.quiet() {
		return d
	}
	last := c.Receipts[len(c.Receipts)-1]
	switch at := last.At; {
	case now.Before(at):
		if d.At.IsZero() || at.Before(d.At) {
			d.At = at
		}
	case now.Before(at.Add(receiptPatience)):
		return Decision{Action: Thank, Step: receiptStep + strconv.FormatInt(last.Payment, 10), Channel: Email, Reason: ReasonPaidInPart}
	}
	return d
}
