package cli

import (
	"fmt"
	"slices"
	"strings"

	"relance/internal/dunning"
	"relance/internal/intake"
)

// debtorBook finds the debtors of a creditor by what a list says of them.
type debtorBook struct {
	all []dunning.Debtor
	by  map[string][]int // "siren …", "vat …", "name …"
}

func newDebtorBook(all []dunning.Debtor) *debtorBook {
	b := &debtorBook{all: all, by: map[string][]int{}}
	for i, d := range all {
		for _, key := range []string{prefixed("siren ", d.SIREN), prefixed("vat ", d.VAT), prefixed("name ", intake.BareName(d.Name))} {
			if key != "" {
				b.by[key] = append(b.by[key], i)
			}
		}
	}
	return b
}

// find finds the debtor that a line means: by the creditor's own reference,
// else by SIREN, VAT number or name. Several are an error: nobody guesses who
// is written to.
func (m *merger) find(c intake.Contact) (d dunning.Debtor, found bool, err error) {
	ids := m.ids
	if c.Creditor != "" {
		if !known(m.ids, c.Creditor) {
			return d, false, dunning.Errorf(dunning.CodeNotFound, "no creditor %q", c.Creditor).WithHint("use one of %s", strings.Join(m.ids, ", "))
		}
		ids = []string{c.Creditor}
	}
	for _, look := range []func(string, intake.Contact) ([]dunning.Debtor, error){m.byReference, m.byNumber, m.byName} {
		var hits []dunning.Debtor
		for _, id := range ids {
			some, err := look(id, c)
			if err != nil {
				return d, false, err
			}
			hits = append(hits, some...)
		}
		switch {
		case len(hits) == 1:
			return hits[0], true, nil
		case len(hits) > 1:
			return d, false, ambiguous(c, hits)
		}
	}
	return d, false, nil
}

func ambiguous(c intake.Contact, hits []dunning.Debtor) error {
	var keys []string
	for _, d := range hits {
		keys = append(keys, d.Creditor+"/"+d.Key)
	}
	return dunning.Errorf(dunning.CodeConflict, "several debtors are meant by %s: %s", named(c), strings.Join(keys, ", ")).
		WithHint("write the customer reference into the column customer_ref, or add --creditor")
}

func (m *merger) byReference(creditor string, c intake.Contact) ([]dunning.Debtor, error) {
	if c.Customer == "" {
		return nil, nil
	}
	d, err := m.app.Store.Debtor(m.s.ctx, creditor, c.Customer)
	if dunning.ErrorCode(err) == dunning.CodeNotFound {
		return nil, nil
	}
	return []dunning.Debtor{d}, err
}

func (m *merger) byNumber(creditor string, c intake.Contact) ([]dunning.Debtor, error) {
	for _, key := range []string{prefixed("siren ", c.SIREN), prefixed("vat ", c.VAT)} {
		if key == "" {
			continue
		}
		if hits, err := m.lookUp(creditor, key, func(dunning.Debtor) bool { return true }); err != nil || len(hits) > 0 {
			return hits, err
		}
	}
	return nil, nil
}

// byName leaves out namesakes: debtors with another number, or with another
// reference of the creditor's books.
func (m *merger) byName(creditor string, c intake.Contact) ([]dunning.Debtor, error) {
	name := intake.BareName(c.Name)
	if name == "" {
		return nil, nil
	}
	return m.lookUp(creditor, "name "+name, func(d dunning.Debtor) bool {
		derived := d.Key == d.SIREN || d.Key == d.VAT || strings.HasPrefix(d.Key, "nom-")
		return (c.SIREN == "" || d.SIREN == "" || c.SIREN == d.SIREN) && (c.VAT == "" || d.VAT == "" || c.VAT == d.VAT) &&
			(c.Customer == "" || derived)
	})
}

func (m *merger) lookUp(creditor, key string, fits func(dunning.Debtor) bool) (out []dunning.Debtor, err error) {
	book := m.books[creditor]
	if book == nil {
		all, err := m.app.Debtors(m.s.ctx, creditor)
		if err != nil {
			return nil, fmt.Errorf("looking for the debtors of %s: %w", creditor, err)
		}
		book = newDebtorBook(all)
		m.books[creditor] = book
	}
	for _, i := range book.by[key] {
		if fits(book.all[i]) {
			out = append(out, book.all[i])
		}
	}
	return out, nil
}

// forget replaces what the book knows of a debtor that a line has changed, so
// that a later line is compared with what is now on record.
func (m *merger) forget(d dunning.Debtor) {
	book := m.books[d.Creditor]
	if book == nil {
		return
	}
	at := slices.IndexFunc(book.all, func(x dunning.Debtor) bool { return x.Key == d.Key })
	if at < 0 {
		return
	}
	if now, err := m.app.Store.Debtor(m.s.ctx, d.Creditor, d.Key); err == nil {
		book.all[at] = now
	}
}
