package mercifacteur

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"time"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

const (
	pageSize    = 100
	maxPages    = 1000
	eventHours  = 48 // how far back events are told
	listSize    = 50 // how many sendings are listed
	clockMargin = 10 * time.Minute
)

// seen is what the last events say: which sending bears which reference.
type seen struct {
	byReference map[string][]string
	reference   map[string]string
}

// find looks for a letter whose sending is not on record: the events name it by
// our reference, and its id goes on record.
func (c *Carrier) find(ctx context.Context, orderID string, k wire.Kept) (wire.Kept, seen, error) {
	if k.Attempt == "" || k.SendingID != "" {
		return k, seen{}, nil
	}
	s, err := c.lastEvents(ctx)
	if err != nil {
		return k, s, err
	}
	switch ids := s.byReference[reference(orderID)]; len(ids) {
	case 0:
		return k, s, nil
	case 1:
		now, err := c.o.Memory.Swap(ctx, orderID, k, wire.Sent(k, ids[0]))
		return now, s, wire.Unavailable("keeping letter "+orderID, err)
	default:
		return k, s, registeredmail.Errorf(registeredmail.CodeConflict, "letter %s: Merci Facteur has two sendings with that reference", orderID).
			WithHint("look at the sendings %s and %s at Merci Facteur", ids[0], ids[1])
	}
}

// resolve settles an attempt by reading alone: it found its way (its id goes on
// record), or is certainly absent (the record is free again), or nobody can
// know yet (Attempt stays). Absence takes four times as long as a repetition
// under the antidoublon, since nothing protects what is ordered anew.
func (c *Carrier) resolve(ctx context.Context, orderID string, k wire.Kept) (wire.Kept, error) {
	t := tried(k.Attempt)
	old := c.older(t, 4*c.o.Settle) // before looking: what is absent then stays absent
	k, s, err := c.find(ctx, orderID, k)
	listed := t.user == c.o.Credentials.UserID // each user has a list of his own
	if err != nil || k.Attempt == "" || k.SendingID != "" || !old || !listed || t.certain {
		return k, err
	}
	absent, err := c.absent(ctx, t.first, s)
	if err != nil || !absent {
		return k, err
	}
	free := k
	free.Attempt = ""
	now, err := c.o.Memory.Swap(ctx, orderID, k, free)
	return now, wire.Unavailable("keeping letter "+orderID, err)
}

// lastEvents reads what happened to all letters in the last 48 hours.
func (c *Carrier) lastEvents(ctx context.Context) (seen, error) {
	const doing = "reading the last events at Merci Facteur"
	out := seen{map[string][]string{}, map[string]string{}}
	for page := 1; page <= maxPages; page++ {
		var body struct {
			Events []struct {
				Detail details `json:"detail"`
			} `json:"events"`
		}
		err := c.get(ctx, doing, "/getLastEvents", url.Values{"nbHeures": {strconv.Itoa(eventHours)}, "page": {strconv.Itoa(page)}}, &body)
		if err != nil {
			return out, err
		}
		for _, e := range body.Events {
			for _, d := range e.Detail {
				out.add(string(d.Sending), string(d.Reference))
			}
		}
		if len(body.Events) < pageSize {
			return out, nil
		}
	}
	return out, registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: more than %d pages", doing, maxPages)
}

func (s seen) add(id, ref string) {
	if !number.MatchString(id) || ref == "" || s.reference[id] == ref {
		return
	}
	s.reference[id] = ref
	s.byReference[ref] = append(s.byReference[ref], id)
}

// detail is what an event says of one letter, as far as it counts here.
type detail struct {
	Sending   wire.Text `json:"id_envoi"`
	Reference wire.Text `json:"ref_interne"`
}

// details are those of an event: a list, or a text with a list in it.
type details []detail

// UnmarshalJSON implements json.Unmarshaler.
func (d *details) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		b = []byte(text)
	}
	var list []detail
	if err := json.Unmarshal(b, &list); err != nil {
		return err //nolint:wrapcheck // encoding/json names the place
	}
	*d = list
	return nil
}

// listing is a sending as it is listed.
type listing struct {
	ID   wire.Text `json:"idEnvoi"`
	Date wire.Text `json:"date"` // second of the epoch
}

// sendings lists the user's last 50 sendings.
func (c *Carrier) sendings(ctx context.Context) ([]listing, error) {
	var body struct {
		Sendings []listing `json:"envois"`
	}
	err := c.get(ctx, "listing the letters at Merci Facteur", "/listEnvois", url.Values{"idUser": {c.o.Credentials.UserID}}, &body)
	return body.Sendings, err
}

// absent tells whether no request made from that instant on left a sending: the
// list reaches back before it, and each one since is some order's of ours, or
// bears another reference (those of s, among which ours is not).
func (c *Carrier) absent(ctx context.Context, first time.Time, s seen) (bool, error) {
	list, err := c.sendings(ctx)
	if err != nil {
		return false, err
	}
	from := first.Add(-clockMargin)
	whole := len(list) < listSize
	var open []string
	for _, x := range list {
		at, dated := instant(x.Date)
		switch {
		case dated && at.Before(from):
			whole = true
		case s.reference[string(x.ID)] == "":
			open = append(open, string(x.ID))
		}
	}
	if !whole {
		return false, nil
	}
	strangers, err := c.o.Memory.Strangers(ctx, c.intentions.Host, open)
	return err == nil && len(strangers) == 0, wire.Unavailable("looking up the letters at Merci Facteur", err)
}
