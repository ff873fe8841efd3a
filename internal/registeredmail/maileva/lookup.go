package maileva

import (
	"context"
	"fmt"
	"sync"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

const (
	pageSize = 500
	maxPages = 10_000
)

// catalog is what lay at Maileva when this process looked first. It is read
// once: what is made later is in Memory.
type catalog struct {
	mu     *sync.Mutex
	read   bool
	byName map[string][]sending // by custom id, submitted ones only
}

// remembered looks for an order that Memory does not know among the sendings
// at Maileva, as after a restored backup. The contract has no filter by
// custom id and promises no order, so all of them are read.
func (c *Carrier) remembered(ctx context.Context, l layout) (wire.Kept, bool, error) {
	if c.o.TrustMemory {
		return wire.Kept{}, false, nil
	}
	found, err := c.submitted(ctx, l.order.ID)
	if err != nil || len(found) == 0 {
		return wire.Kept{}, false, err
	}
	print, ours := found[0].ourFingerprint()
	if len(found) > 1 || !ours {
		return wire.Kept{}, false, registeredmail.Errorf(registeredmail.CodeConflict,
			"letter %s: Maileva has %d sendings under that id that are not on record here", l.order.ID, len(found)).
			WithHint("look at sending %s at Maileva before ordering it again under another id", found[0].ID)
	}
	return wire.Kept{SendingID: found[0].ID, Fingerprint: print, Host: c.host()}, true, nil
}

func (c *Carrier) submitted(ctx context.Context, orderID string) ([]sending, error) {
	c.catalog.mu.Lock()
	defer c.catalog.mu.Unlock()
	if !c.catalog.read {
		all, err := c.sendings(ctx)
		if err != nil {
			return nil, err
		}
		c.catalog.byName = map[string][]sending{}
		for _, s := range all {
			if s.Status != draft && s.CustomID != "" {
				c.catalog.byName[s.CustomID] = append(c.catalog.byName[s.CustomID], s)
			}
		}
		c.catalog.read = true
	}
	return c.catalog.byName[orderID], nil
}

// sendings reads the whole list. Each sending is given once, though pages
// shift while others write.
func (c *Carrier) sendings(ctx context.Context) ([]sending, error) {
	var all []sending
	seen := map[string]bool{}
	start := 1
	for range maxPages {
		var p page
		path := fmt.Sprintf("%s/sendings?start_index=%d&count=%d", base, start, pageSize)
		if err := c.get(ctx, "listing the sendings", path, &p); err != nil {
			return nil, err
		}
		for _, s := range p.Sendings {
			if wire.PlainID.MatchString(s.ID) && !seen[s.ID] {
				seen[s.ID] = true
				all = append(all, s)
			}
		}
		start += len(p.Sendings)
		if len(p.Sendings) == 0 || start > p.Paging.TotalResults {
			return all, nil
		}
	}
	return nil, registeredmail.Errorf(registeredmail.CodeUnavailable, "listing the sendings: more than %d pages", maxPages)
}
