package contacts

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/intake"
)

// Merger merges lists of contacts. It is safe for concurrent use.
type Merger struct {
	Creditors backoffice.CreditorReader
	Debtors   backoffice.DebtorStore
	Now       func() time.Time // case time; UTC
}

// Merge asks for lists of contacts to be merged into the debtors on record.
type Merge struct {
	Files    []string // names of the lists in Source
	Source   backoffice.Source
	Creditor string            // id of the creditor whose debtors are meant; empty means all creditors
	Map      map[string]string // header of the column by the name of its field
	DryRun   bool              // say what would change, change nothing
	Progress backoffice.Progress
	List     func(intake.ContactList) // called with what the columns of a list were taken for; may be nil
}

// Outcome is what became of a line of contacts.
type Outcome string

// The outcomes of a merge.
const (
	Changed   Outcome = "changed"
	Same      Outcome = "unchanged"
	Unmatched Outcome = "unmatched" // no debtor on record is meant
	Failed    Outcome = "failed"
)

// Entry is what became of one line, or of a file that cannot be read.
type Entry struct {
	File     string
	Line     int
	Outcome  Outcome
	Creditor string
	Debtor   string // dunning.Debtor.Key
	Name     string
	Meant    dunning.Marks // who is meant
	Changes  []dunning.Difference
	Mended   []dunning.Ref // cases that waited for the address and go on
	Own      string        // the line gives this address, which is the creditor's own
	Refused  string        // the line repeats this address, which was refused for good
	Err      error         // why the line failed, with file and line; nil otherwise
}

// Place is the file and line of the entry.
func (e *Entry) Place() string { return backoffice.Place(e.File, e.Line) }

// run is one merge under way.
type run struct {
	m       *Merger
	who     access.Actor
	in      Merge
	ids     []string                       // ids of the creditors that are meant
	all     map[string]dunning.Creditor    // by id
	index   map[string]*intake.DebtorIndex // by creditor, filled when needed
	changed map[[2]string]string           // debtor → the line that changed him
}

// Merge merges lists of contacts into the debtors on record. A list
// fills in and replaces what it states, and erases nothing; cases that waited
// for an address go on. Entries come in the order of the lines; again is a
// no-op. The error says that the merge is not complete.
func (m *Merger) Merge(ctx context.Context, who access.Actor, in Merge) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		r := &run{m: m, who: who, in: in, index: map[string]*intake.DebtorIndex{}, changed: map[[2]string]string{}}
		if err := r.prepare(ctx); err != nil {
			yield(Entry{}, err)
			return
		}
		for _, name := range in.Files {
			for e := range r.file(ctx, name) {
				if !yield(e, nil) {
					return
				}
			}
		}
		if ctx.Err() != nil {
			yield(Entry{}, dunning.Errorf(dunning.CodeUnavailable, "stopped before the end").
				WithHint("start again: what is merged already does not change again"))
		}
	}
}

func (r *run) prepare(ctx context.Context) error {
	all, err := r.m.Creditors.Creditors(ctx)
	if err != nil {
		return err
	}
	if all, err = backoffice.Allowed(r.who, access.CorrectDebtor, all); err != nil {
		return err
	}
	r.all = map[string]dunning.Creditor{}
	for _, c := range all {
		r.ids, r.all[c.ID] = append(r.ids, c.ID), c
	}
	if r.in.Creditor == "" {
		return nil
	}
	if err := backoffice.KnownCreditor(r.in.Creditor, all); err != nil {
		return err
	}
	r.ids = []string{r.in.Creditor}
	return nil
}

// file merges one list.
func (r *run) file(ctx context.Context, name string) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		data, err := r.in.Source.Read(name, backoffice.MostBytes)
		if err != nil {
			yield(Entry{File: name, Outcome: Failed, Err: err})
			return
		}
		list := intake.ReadContacts(name, data, r.in.Map)
		if list.Error != nil {
			yield(Entry{File: name, Outcome: Failed, Err: list.Error})
			return
		}
		if r.in.List != nil {
			r.in.List(list)
		}
		r.in.Progress.Report(name, 0, len(list.Contacts))
		for i, c := range list.Contacts {
			if ctx.Err() != nil {
				return
			}
			e := Entry{File: name, Line: c.Line, Name: c.Name, Meant: meant(c)}
			r.merge(ctx, c, &e)
			if !yield(e) {
				return
			}
			r.in.Progress.Report(name, i+1, len(list.Contacts))
		}
	}
}

// merge merges one line.
func (r *run) merge(ctx context.Context, c intake.Contact, e *Entry) {
	if c.Error != nil {
		e.Outcome, e.Err = Failed, c.Error
		return
	}
	d, found, err := r.find(ctx, c)
	switch {
	case err != nil:
		e.fail(err)
		return
	case !found:
		e.Outcome = Unmatched
		return
	}
	e.Creditor, e.Debtor, e.Name, e.Outcome = d.Creditor, d.Key, d.Name, Same
	if c.Email != "" && strings.EqualFold(c.Email, d.Email) && d.Bounced {
		e.Refused = d.Email
	}
	if r.all[d.Creditor].OwnAddress(c.Email) {
		e.Own = c.Email
	}
	if err := r.change(ctx, c, d, e); err != nil {
		e.fail(err)
	}
}

// change changes the debtor that a line means.
func (r *run) change(ctx context.Context, c intake.Contact, d dunning.Debtor, e *Entry) error {
	change, differences := c.Change(d)
	if len(differences) == 0 {
		return nil
	}
	if change.Electronic != nil {
		if err := change.Electronic.Check(calendar.DateOf(r.m.Now().In(calendar.Metropole.Location()))); err != nil {
			return err
		}
	}
	key := [2]string{d.Creditor, d.Key}
	if before, again := r.changed[key]; again {
		return dunning.Errorf(dunning.CodeConflict, "debtor %s is changed by %s already, to something else", d.Key, before).
			WithHint("keep one line for each customer")
	}
	e.Outcome, e.Changes = Changed, differences
	if !r.in.DryRun {
		change.Author = r.who.Name
		var err error
		if e.Mended, err = r.m.Debtors.UpdateDebtor(ctx, d.Creditor, d.Key, change); err != nil {
			return err
		}
		r.refresh(ctx, d)
	}
	r.changed[key] = e.Place()
	return nil
}

func (e *Entry) fail(err error) {
	e.Outcome, e.Err, e.Changes = Failed, fmt.Errorf("%s: %w", e.Place(), err), nil
}
