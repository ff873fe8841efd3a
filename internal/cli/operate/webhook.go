package operate

import (
	"cmp"
	"strconv"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/webhook"
)

// Webhook looks after programs that are told what happens to cases.
type Webhook struct {
	List       webhookListCmd       `cmd:"" help:"List the programs that are told."`
	Add        webhookAddCmd        `cmd:"" help:"Tell a program; its secret is shown once."`
	Rotate     webhookRotateCmd     `cmd:"" help:"Give a program another secret; for a day the one before signs as well."`
	Disable    webhookDisableCmd    `cmd:"" help:"Tell a program nothing more."`
	Enable     webhookEnableCmd     `cmd:"" help:"Tell a program again, also what is waiting."`
	Deliveries webhookDeliveriesCmd `cmd:"" help:"List what a program was told, the newest first."`
	Replay     webhookReplayCmd     `cmd:"" help:"Tell a program again what it was told, or what was given up."`
}

// webhooks opens the use cases about programs that are told.
func webhooks(s *frame.Session, do func(w *backoffice.Webhooks, who access.Actor) error) error {
	a, err := s.Rooms()
	if err != nil {
		return err
	}
	defer a.Close()
	return do(a.Webhooks(), access.Shell(s.Author("")))
}

// webhookAddCmd tells a program.
type webhookAddCmd struct {
	URL      string   `arg:"" help:"Its address: https://…"`
	Creditor string   `placeholder:"ID" help:"Only of this creditor's cases."`
	Event    []string `placeholder:"TYPE" help:"Only of this: case.opened, notice.sent, payment.recorded …; may be repeated."`
}

// webhookSecret is a secret that is shown once.
type webhookSecret struct {
	Webhook int64  `json:"webhook"`
	Secret  string `json:"secret"`
}

func saySecret(s *frame.Session, v webhookSecret) error {
	if s.JSON {
		return s.PrintJSON(v)
	}
	s.Say("webhook %d; its secret, shown once: %s", v.Webhook, v.Secret)
	return nil
}

// Run shows the secret once.
func (c *webhookAddCmd) Run(s *frame.Session) error {
	return webhooks(s, func(w *backoffice.Webhooks, who access.Actor) error {
		id, secret, err := w.Add(s.Ctx, who, webhook.Endpoint{URL: c.URL, Creditor: c.Creditor, Events: c.Event})
		if err != nil {
			return err
		}
		return saySecret(s, webhookSecret{id, secret})
	})
}

// webhookArg names a program that is told.
type webhookArg struct {
	Webhook int64 `arg:"" help:"Its number."`
}

// webhookRotateCmd gives a program another secret.
type webhookRotateCmd struct{ webhookArg }

// Run shows the new secret once.
func (c *webhookRotateCmd) Run(s *frame.Session) error {
	return webhooks(s, func(w *backoffice.Webhooks, who access.Actor) error {
		secret, err := w.Rotate(s.Ctx, who, c.Webhook)
		if err != nil {
			return err
		}
		return saySecret(s, webhookSecret{c.Webhook, secret})
	})
}

// webhookDisableCmd tells a program nothing more.
type webhookDisableCmd struct{ webhookArg }

// Run disables it.
func (c *webhookDisableCmd) Run(s *frame.Session) error { return switchWebhook(s, c.Webhook, true) }

// webhookEnableCmd tells a program again.
type webhookEnableCmd struct{ webhookArg }

// Run enables it; what waits is sent.
func (c *webhookEnableCmd) Run(s *frame.Session) error { return switchWebhook(s, c.Webhook, false) }

func switchWebhook(s *frame.Session, id int64, off bool) error {
	return webhooks(s, func(w *backoffice.Webhooks, who access.Actor) error {
		if _, err := w.SetDisabled(s.Ctx, who, id, off); err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(map[string]any{"webhook": id, "disabled": off})
		}
		if off {
			s.Say("webhook %d is disabled", id)
			return nil
		}
		s.Say("webhook %d is enabled", id)
		return nil
	})
}

// webhookListCmd lists the programs that are told.
type webhookListCmd struct{}

// Run prints them, the oldest first.
func (c *webhookListCmd) Run(s *frame.Session) error {
	return webhooks(s, func(w *backoffice.Webhooks, who access.Actor) error {
		list, err := w.List(s.Ctx, who)
		if err != nil {
			return err
		}
		if s.JSON {
			if list == nil {
				list = []webhook.Endpoint{}
			}
			return s.PrintJSON(list)
		}
		rows := make([][]string, len(list))
		for i, e := range list {
			state := s.W.Sprintf("told")
			if !e.Disabled.IsZero() {
				why := s.W.Reword(e.Why)
				if who, byPerson := strings.CutPrefix(e.Why, "by "); byPerson {
					why = s.W.Sprintf("by %s", who)
				}
				state = s.W.Sprintf("disabled: %s", why)
			}
			rows[i] = []string{
				strconv.FormatInt(e.ID, 10), e.URL, cmp.Or(e.Creditor, s.W.Sprintf("every creditor")), cmp.Or(strings.Join(e.Events, " "), s.W.Sprintf("everything")),
				strconv.Itoa(e.Waiting), state,
			}
		}
		s.Table([]string{"WEBHOOK", "ADDRESS", "OF", "EVENTS", "WAITING", "STATE"}, rows)
		return nil
	})
}

// webhookDeliveriesCmd lists what a program was told.
type webhookDeliveriesCmd struct {
	webhookArg
	Failed bool `help:"Only what it has not answered."`
	Limit  int  `default:"50" help:"At most so many (${default})."`
}

// Run prints them, the newest first.
func (c *webhookDeliveriesCmd) Run(s *frame.Session) error {
	return webhooks(s, func(w *backoffice.Webhooks, who access.Actor) error {
		list, err := w.Deliveries(s.Ctx, who, c.Webhook, c.Failed, c.Limit)
		if err != nil {
			return err
		}
		if s.JSON {
			if list == nil {
				list = []webhook.Delivery{}
			}
			return s.PrintJSON(list)
		}
		rows := make([][]string, len(list))
		for i, d := range list {
			state := s.W.Sprintf("waits until %s", s.DayOf(d.Next))
			switch {
			case !d.Delivered.IsZero():
				state = s.W.Sprintf("delivered on %s", s.DayOf(d.Delivered))
			case !d.GaveUp.IsZero():
				state = s.W.Sprintf("given up on %s", s.DayOf(d.GaveUp))
			}
			rows[i] = []string{strconv.FormatInt(d.ID, 10), d.Type, d.Creditor + "/" + d.Invoice, strconv.Itoa(d.Attempts), state, d.Fault}
		}
		s.Table([]string{"DELIVERY", "EVENT", "CASE", "TRIES", "STATE", "FAULT"}, rows)
		return nil
	})
}

// webhookReplayCmd tells a program again.
type webhookReplayCmd struct {
	webhookArg
	Delivery int64 `placeholder:"N" help:"Only this one (default: all that were given up)."`
}

// Run says how many go out again.
func (c *webhookReplayCmd) Run(s *frame.Session) error {
	return webhooks(s, func(w *backoffice.Webhooks, who access.Actor) error {
		n, err := w.Replay(s.Ctx, who, c.Webhook, c.Delivery)
		if err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(map[string]int64{"webhook": c.Webhook, "deliveries": n})
		}
		s.Say("%d {delivery goes|deliveries go} out again", n)
		return nil
	})
}
