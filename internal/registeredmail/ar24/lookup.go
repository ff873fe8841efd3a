package ar24

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"sync"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

const (
	pageSize = 100
	maxPages = 10_000
)

// brief is what never changes about a mail.
type brief struct{ order, print string }

// catalog is what is known of those of the sender's mails that the memory has
// for no order: each is read once in the life of a process.
type catalog struct {
	mu     *sync.Mutex
	orders map[string]brief
	looked bool // the look before a process's first letter was done
}

// remembered looks for an order that the memory does not know among the mails
// at AR24, as after a restored backup; once per process.
func (c *Carrier) remembered(ctx context.Context, l layout) (wire.Kept, bool, error) {
	c.mails.mu.Lock()
	looked := c.mails.looked || c.o.TrustMemory
	c.mails.mu.Unlock()
	if !looked {
		if err := c.lookAround(ctx); err != nil {
			return wire.Kept{}, false, err
		}
	}
	id, print, err := c.known(l.order.ID)
	if err != nil || id == "" {
		return wire.Kept{}, false, err
	}
	return wire.Kept{SendingID: id, Fingerprint: print, Host: c.intentions.Host}, true, nil
}

// known finds an order among the mails that were read so far.
func (c *Carrier) known(orderID string) (id, print string, err error) {
	c.mails.mu.Lock()
	defer c.mails.mu.Unlock()
	for k, b := range c.mails.orders {
		switch {
		case b.order != orderID:
		case id != "":
			return "", "", registeredmail.Errorf(registeredmail.CodeConflict, "letter %s: AR24 has two mails with that reference", orderID).
				WithHint("look at the mails %s and %s at AR24", id, k)
		default:
			id, print = k, b.print
		}
	}
	return id, print, nil
}

// resolve settles an attempt by reading: it found its way (its id goes on
// record), or is so old that its absence counts (the record is free again), or
// nobody can know yet (Attempt stays).
func (c *Carrier) resolve(ctx context.Context, orderID string, k wire.Kept) (wire.Kept, error) {
	if k.Attempt == "" || k.SendingID != "" {
		return k, nil
	}
	at, dated := wire.Began(k.Attempt)
	settled := dated && c.o.Clock().Sub(at) > c.o.Settle // before looking: what is absent then stays absent
	next := k
	next.Attempt = ""
	if err := c.lookAround(ctx); err != nil {
		return k, err
	}
	id, _, err := c.known(orderID)
	switch {
	case err != nil:
		return k, err
	case id != "":
		next.SendingID = id
	case !settled:
		return k, nil
	}
	now, err := c.o.Memory.Swap(ctx, orderID, k, next)
	return now, wire.Unavailable("keeping letter "+orderID, err)
}

// lookAround reads each of the sender's mails that the memory has for no order
// and that was not read before.
func (c *Carrier) lookAround(ctx context.Context) error {
	ids, err := c.mailIDs(ctx)
	if err != nil {
		return err
	}
	if ids, err = c.o.Memory.Strangers(ctx, c.intentions.Host, ids); err != nil {
		return wire.Unavailable("looking up the letters at AR24", err)
	}
	return c.readAll(ctx, ids)
}

// mailIDs reads the whole list of the sender's mails. A list that cannot be
// read to its end is an error: absence must be certain.
func (c *Carrier) mailIDs(ctx context.Context) (ids []string, err error) {
	const doing = "listing the letters at AR24"
	seen := map[string]bool{}
	for start := 0; start < maxPages*pageSize; {
		var page struct {
			Mails []json.RawMessage `json:"mail"`
		}
		err := c.get(ctx, doing, "/user/mail", url.Values{
			"id_user": {c.o.Credentials.UserID}, "max": {strconv.Itoa(pageSize)}, "start": {strconv.Itoa(start)},
		}, &page)
		if err != nil {
			return nil, err
		}
		fresh := 0
		for _, raw := range page.Mails {
			id := mailID(raw)
			if !wire.PlainID.MatchString(id) {
				return nil, registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: an entry has no id", doing)
			}
			if !seen[id] {
				fresh++
				seen[id] = true
				ids = append(ids, id)
			}
		}
		switch start += len(page.Mails); {
		case len(page.Mails) == 0:
			return ids, nil
		case fresh == 0:
			return nil, registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: the same page comes again", doing)
		}
	}
	return nil, registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: more than %d pages", doing, maxPages)
}

// mailID reads an entry of the list: an id, or a mail with one.
func mailID(raw json.RawMessage) string {
	var m mail
	if json.Unmarshal(raw, &m) == nil && m.ID != "" {
		return string(m.ID)
	}
	var id wire.Text
	_ = json.Unmarshal(raw, &id)
	return string(id)
}

// readAll reads the mails that were not read before.
func (c *Carrier) readAll(ctx context.Context, ids []string) error {
	for _, id := range ids {
		c.mails.mu.Lock()
		_, known := c.mails.orders[id]
		c.mails.mu.Unlock()
		if known {
			continue
		}
		m, _, err := c.mail(ctx, "looking through the letters at AR24", id)
		if err != nil {
			return err
		}
		c.mails.mu.Lock()
		c.mails.orders[id] = brief{string(m.Order), string(m.Print)}
		c.mails.mu.Unlock()
	}
	c.mails.mu.Lock()
	defer c.mails.mu.Unlock()
	c.mails.looked = true
	return nil
}

// mail reads one mail, also word for word.
func (c *Carrier) mail(ctx context.Context, doing, id string) (m mail, raw json.RawMessage, err error) {
	if err := c.get(ctx, doing, "/mail", url.Values{"id": {id}}, &raw); err != nil {
		return m, nil, err
	}
	if json.Unmarshal(raw, &m) != nil || string(m.ID) != id {
		return m, nil, registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: the answer is not mail %s", doing, id)
	}
	return m, raw, nil
}
