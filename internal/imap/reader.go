package imap

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"relance/internal/dunning"
	"relance/internal/inbox"
)

// Keeper keeps mails and knows how far a folder was read.
type Keeper interface {
	// Cursor gives how far a folder was read; the zero cursor for a new one.
	Cursor(ctx context.Context, folder string) (inbox.Cursor, error)
	// Keep keeps a mail and moves the cursor, in one transaction. The same mail
	// again does nothing but move it.
	Keep(ctx context.Context, raw []byte, to inbox.Cursor) error
	// Looked notes that a folder was read to its end.
	Looked(ctx context.Context, to inbox.Cursor) error
}

// batch is how many mails are fetched with one command.
const batch = 20

// Reader reads the folders of a mailbox.
type Reader struct {
	Account Account
	Folders []string // INBOX when empty
	Keeper  Keeper
	Since   time.Duration               // how far back a new or renumbered folder is read
	Now     func() time.Time            // the machine's clock: deadlines hang on it
	Silence time.Duration               // 0 is Silence
	Rest    time.Duration               // after the first look that failed, then twice as long each time; 0 is a second
	Every   time.Duration               // between two looks at most
	Read    func(context.Context) error // after every folder was read to its end; nil tells nobody
	Failed  func(error)                 // of each look that failed; the next one begins anew
}

// Look reads what is new in every folder, on a connection of its own.
func (r *Reader) Look(ctx context.Context) error {
	c, stop, err := r.open(ctx, func() {})
	if err != nil {
		return err
	}
	defer stop()
	return r.look(ctx, c)
}

// open connects; the connection is cut when the context ends, since the
// library does not know contexts.
func (r *Reader) open(ctx context.Context, woken func()) (*imapclient.Client, func(), error) {
	silence := r.Silence
	if silence == 0 {
		silence = Silence
	}
	c, err := r.Account.connect(ctx, r.Now, silence, woken)
	if errors.Is(err, errToken) { // it may have ended early: once more, with a new one
		c, err = r.Account.connect(ctx, r.Now, silence, woken)
	}
	if err != nil {
		return nil, nil, err
	}
	cut := context.AfterFunc(ctx, func() { _ = c.Close() })
	return c, func() { cut(); _ = c.Close() }, nil
}

func (r *Reader) look(ctx context.Context, c *imapclient.Client) error {
	for _, folder := range r.folders() {
		if err := r.folder(ctx, c, folder); err != nil {
			return err
		}
	}
	if r.Read == nil {
		return nil
	}
	return r.Read(ctx)
}

// folders are those that are read.
func (r *Reader) folders() []string {
	if len(r.Folders) == 0 {
		return []string{"INBOX"}
	}
	return r.Folders
}

// folder reads what is new in one folder.
func (r *Reader) folder(ctx context.Context, c *imapclient.Client, folder string) error {
	data, err := c.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		return broken("opening a folder of the mailbox", err)
	}
	cursor, err := r.Keeper.Cursor(ctx, folder)
	if err != nil {
		return err
	}
	criteria := &imap.SearchCriteria{Since: r.Now().Add(-r.Since)}
	if cursor.Validity == data.UIDValidity && cursor.Last > 0 {
		set := imap.UIDSet{}
		set.AddRange(imap.UID(cursor.Last+1), 0)
		criteria = &imap.SearchCriteria{UID: []imap.UIDSet{set}}
	} else {
		cursor = inbox.Cursor{Folder: folder, Validity: data.UIDValidity}
	}
	found, err := c.UIDSearch(criteria, nil).Wait()
	if err != nil {
		return broken("looking for new mails", err)
	}
	uids := found.AllUIDs()
	slices.Sort(uids)
	for from := 0; from < len(uids); from += batch {
		if err := r.fetch(ctx, c, &cursor, uids[from:min(from+batch, len(uids))]); err != nil {
			return err
		}
	}
	return r.Keeper.Looked(ctx, cursor)
}

// fetch keeps the mails of some UIDs, oldest first. A server answers a range
// beyond the end with its last mail: what is not new is left out.
func (r *Reader) fetch(ctx context.Context, c *imapclient.Client, cursor *inbox.Cursor, uids []imap.UID) error {
	set := imap.UIDSet{}
	for _, u := range uids {
		if uint32(u) > cursor.Last {
			set.AddNum(u)
		}
	}
	if len(set) == 0 {
		return nil
	}
	// Peek leaves the mail unread; the limit keeps a huge one out of memory.
	cmd := c.Fetch(set, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{{
		Peek: true, Partial: &imap.SectionPartial{Size: inbox.MaxRaw},
	}}})
	kept, next := error(nil), 0
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		uid, raw, err := read(msg)
		if kept == nil {
			kept = err
		}
		if kept != nil || uid <= cursor.Last {
			continue // drained all the same: an unread answer blocks the connection
		}
		// The cursor moves with the mails in their order only; one that comes
		// out of turn is kept, and the cursor follows at the end.
		to := *cursor
		if next < len(uids) && uint32(uids[next]) == uid {
			to.Last = uid
			next++
		}
		if kept = r.Keeper.Keep(ctx, raw, to); kept == nil {
			*cursor = to
		}
	}
	if err := cmd.Close(); err != nil {
		return broken("fetching new mails", err)
	}
	if kept == nil {
		cursor.Last = max(cursor.Last, uint32(uids[len(uids)-1]))
	}
	return kept
}

// read takes one mail off the connection.
func read(msg *imapclient.FetchMessageData) (uid uint32, raw []byte, err error) {
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			uid = uint32(item.UID)
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil {
				continue
			}
			if raw, err = io.ReadAll(item.Literal); err != nil {
				return uid, nil, broken("reading a mail", err)
			}
		}
	}
	return uid, raw, nil
}

func broken(doing string, err error) error {
	return dunning.Errorf(dunning.CodeUnavailable, "%s: %w", doing, err)
}
