package folder

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
)

// fact is what a file of a letter's folder says.
type fact struct {
	State  dunning.LetterState `json:"state"`
	Date   registeredmail.Date `json:"date,omitzero"`
	Number string              `json:"tracking,omitempty"`
}

// Status reads the facts that people have entered.
func (c Carrier) Status(ctx context.Context, id string) (registeredmail.Tracking, error) {
	if err := ctx.Err(); err != nil {
		return registeredmail.Tracking{}, registeredmail.Errorf(registeredmail.CodeUnavailable, "letter %s: %w", id, err)
	}
	dir, _, err := c.letterDir(id)
	if err != nil {
		return registeredmail.Tracking{}, err
	}
	t := registeredmail.Tracking{ID: id, Events: []registeredmail.Event{{State: dunning.LetterAccepted}}}
	for _, name := range []string{postedFile, presentedFile, outcomeFile, cancelledFile} {
		f, found, err := readFact(dir, name)
		if err != nil {
			return registeredmail.Tracking{}, err
		}
		if found {
			t.Events = append(t.Events, registeredmail.Event{State: f.State, Date: f.Date})
			t.Number += f.Number // only posted.json has one
		}
	}
	t.State = registeredmail.LatestState(t.Events)
	return t, nil
}

// trackingNumber is what La Poste and its peers print on a receipt.
var trackingNumber = regexp.MustCompile(`^[A-Z0-9]{8,30}$`)

// MarkPosted records that a letter was deposited: when, and under which
// number (needed for a registered letter; blanks are dropped). Repeating it
// with the same facts is harmless; other facts are a conflict.
func (c Carrier) MarkPosted(id, number string, on registeredmail.Date) error {
	dir, o, err := c.letterDir(id)
	if err != nil {
		return err
	}
	number = strings.ToUpper(strings.Join(strings.Fields(number), ""))
	switch {
	case on.IsZero():
		return registeredmail.Errorf(registeredmail.CodeInvalid, "letter %s: the deposit date is missing", id)
	case number == "" && o.Registered, number != "" && !trackingNumber.MatchString(number):
		return registeredmail.Errorf(registeredmail.CodeInvalid, "letter %s: %q is not a tracking number", id, number).
			WithHint("copy it from the deposit receipt, as 1A 234 567 8901 2")
	}
	if _, cancelled, err := readFact(dir, cancelledFile); err != nil || cancelled {
		return errors.Join(err, registeredmail.Errorf(registeredmail.CodeConflict, "letter %s was cancelled: it must not be posted", id))
	}
	return c.enter(dir, postedFile, fact{State: dunning.LetterPosted, Date: on, Number: number})
}

// MarkOutcome records what became of a posted letter: Presented, Delivered,
// Refused, Unclaimed or Returned, and when. A simple letter can only come
// back (Returned).
func (c Carrier) MarkOutcome(id string, s dunning.LetterState, on registeredmail.Date) error {
	dir, o, err := c.letterDir(id)
	if err != nil {
		return err
	}
	name := outcomeFile
	switch s {
	case dunning.LetterPresented:
		name = presentedFile
	case dunning.LetterDelivered, dunning.LetterRefused, dunning.LetterUnclaimed, dunning.LetterReturned:
	default:
		return registeredmail.Errorf(registeredmail.CodeInvalid, "letter %s: %q is not an outcome", id, s).
			WithHint("use presented, delivered, refused, unclaimed or returned")
	}
	if !o.Registered && s != dunning.LetterReturned {
		return registeredmail.Errorf(registeredmail.CodeInvalid, "letter %s is a simple letter: nobody signs for it", id).
			WithHint("only its return (returned) can be recorded")
	}
	posted, found, err := readFact(dir, postedFile)
	switch {
	case err != nil:
		return err
	case !found:
		return registeredmail.Errorf(registeredmail.CodeConflict, "letter %s is not posted yet", id).
			WithHint("record the deposit first: %s", dunning.Deed{Do: dunning.DeedPosted})
	case on.IsZero() || on.Before(posted.Date):
		return registeredmail.Errorf(registeredmail.CodeInvalid, "letter %s was posted on %s: it cannot be %s before", id, posted.Date, s)
	}
	return c.enter(dir, name, fact{State: s, Date: on})
}

// Cancel keeps a letter from being posted by marking its folder. It is up to
// people to look: the mark is also in its own file beside LISEZMOI.txt.
func (c Carrier) Cancel(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "letter %s: %w", id, err)
	}
	dir, _, err := c.letterDir(id)
	if err != nil {
		return err
	}
	if _, posted, err := readFact(dir, postedFile); err != nil || posted {
		return errors.Join(err, registeredmail.Errorf(registeredmail.CodeConflict, "letter %s is posted: too late to cancel", id))
	}
	if err := c.enter(dir, cancelledFile, fact{State: dunning.LetterFailed}); err != nil {
		return err
	}
	// For the person at the printer. The fact above is what counts.
	if err := os.WriteFile(filepath.Join(dir, "NE PAS POSTER.txt"), []byte(doNotPost), 0o600); err != nil {
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "letter %s: %w", id, err)
	}
	return nil
}

// enter writes a fact once. The file appears whole, and the first one stands.
func (c Carrier) enter(dir, name string, f fact) error {
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	temporary, err := os.MkdirTemp(c.Dir, ".tmp-")
	if err != nil {
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "writing %s: %w", name, err)
	}
	defer func() { _ = os.RemoveAll(temporary) }()
	partial := filepath.Join(temporary, name)
	if err := writeFile(partial, append(b, '\n')); err != nil {
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "writing %s: %w", name, err)
	}
	// Link, unlike Rename, never replaces what is there.
	switch err := os.Link(partial, filepath.Join(dir, name)); {
	case errors.Is(err, fs.ErrExist):
		return agrees(dir, name, f)
	case err != nil:
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "writing %s: %w", name, err)
	}
	if err := syncDir(dir); err != nil {
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "writing %s: %w", name, err)
	}
	return nil
}

// agrees accepts a repeated fact and names a different one.
func agrees(dir, name string, f fact) error {
	kept, found, err := readFact(dir, name)
	if err != nil || !found || kept == f {
		return err
	}
	return registeredmail.Errorf(registeredmail.CodeConflict, "letter %s is already recorded as %s on %s",
		filepath.Base(dir), kept.State, kept.Date).
		WithHint("if that is wrong, remove %s and enter it again", filepath.Join(dir, name))
}

func readFact(dir, name string) (f fact, found bool, err error) {
	b, err := os.ReadFile(filepath.Join(dir, name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return f, false, nil
	case err != nil:
		return f, false, registeredmail.Errorf(registeredmail.CodeUnavailable, "reading %s: %w", name, err)
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return f, false, registeredmail.Errorf(registeredmail.CodeInvalid, "%s cannot be read: %w", filepath.Join(dir, name), err).
			WithHint("remove it and enter the fact again")
	}
	return f, true, nil
}
