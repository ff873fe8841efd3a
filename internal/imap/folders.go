package imap

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"relance/internal/inbox"
)

// Probe connects, looks and leaves; it reads no mail.
func (r *Reader) Probe(ctx context.Context) (out inbox.MailboxReport, err error) {
	c, stop, err := r.open(ctx, func() {})
	if err != nil {
		return out, err
	}
	defer stop()
	all, err := folders(c)
	if err != nil {
		return out, err
	}
	out.Announces = c.Caps().Has(imap.CapIdle)
	for _, f := range all {
		out.Folders = append(out.Folders, f.name)
	}
	out.Sent, out.Junk = special(all, imap.MailboxAttrSent, sentNames), special(all, imap.MailboxAttrJunk, junkNames)
	for _, name := range r.folders() {
		if !slices.Contains(out.Folders, name) && !strings.EqualFold(name, "INBOX") {
			out.Missing = append(out.Missing, name)
		}
	}
	data, err := c.Select(r.folders()[0], &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		return out, broken("opening a folder of the mailbox", err)
	}
	out.Mails = int(data.NumMessages)
	return out, nil
}

// folder is one of a mailbox.
type folder struct {
	name  string
	attrs []imap.MailboxAttr
}

func folders(c *imapclient.Client) (out []folder, err error) {
	list, err := c.List("", "*", nil).Collect()
	if err != nil {
		return nil, broken("listing the folders of the mailbox", err)
	}
	for _, l := range list {
		if !slices.Contains(l.Attrs, imap.MailboxAttrNoSelect) && !slices.Contains(l.Attrs, imap.MailboxAttrNonExistent) {
			out = append(out, folder{l.Mailbox, l.Attrs})
		}
	}
	return out, nil
}

// Names of folders whose use the server does not tell (RFC 6154).
var (
	sentNames = []string{"sent", "sent items", "sent messages", "sent mail", "éléments envoyés", "messages envoyés", "[gmail]/messages envoyés", "[gmail]/sent mail", "envoyés", "courrier envoyé"}
	junkNames = []string{"junk", "junk e-mail", "spam", "courrier indésirable", "indésirables", "pourriel", "[gmail]/spam", "spamverdacht"}
)

// special finds the folder of a use: as the server says, else by its name.
func special(all []folder, use imap.MailboxAttr, names []string) string {
	for _, f := range all {
		if slices.Contains(f.attrs, use) {
			return f.name
		}
	}
	for _, name := range names {
		for _, f := range all {
			last := strings.ToLower(f.name)
			if last == name || strings.HasSuffix(last, "/"+name) || strings.HasSuffix(last, "."+name) {
				return f.name
			}
		}
	}
	return ""
}

// Sent tells which of the mails of these ids lie in the folder of sent mails.
// Found means that the server took the mail; not found proves nothing, since
// many servers file no copies. No folder finds none.
func (r *Reader) Sent(ctx context.Context, ids []string, since time.Time) (found []string, err error) {
	c, stop, err := r.open(ctx, func() {})
	if err != nil {
		return nil, err
	}
	defer stop()
	all, err := folders(c)
	if err != nil {
		return nil, err
	}
	name := special(all, imap.MailboxAttrSent, sentNames)
	if name == "" {
		return nil, nil
	}
	if _, err := c.Select(name, &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
		return nil, broken("opening the folder of sent mails", err)
	}
	for _, id := range ids {
		there, err := holds(c, id, since)
		if err != nil {
			return found, err
		}
		if there {
			found = append(found, id)
		}
	}
	return found, nil
}

// holds looks for a mail by its id. Servers search for a part of the header's
// text: what they find is compared.
func holds(c *imapclient.Client, id string, since time.Time) (bool, error) {
	hits, err := c.UIDSearch(&imap.SearchCriteria{
		Since: since.AddDate(0, 0, -1), Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: id}},
	}, nil).Wait()
	if err != nil {
		return false, broken("searching the folder of sent mails", err)
	}
	uids := hits.AllUIDs()
	if len(uids) == 0 {
		return false, nil
	}
	got, err := c.Fetch(imap.UIDSetNum(uids[:min(len(uids), batch)]...), &imap.FetchOptions{UID: true, Envelope: true}).Collect()
	if err != nil {
		return false, broken("reading the folder of sent mails", err)
	}
	return slices.ContainsFunc(got, func(m *imapclient.FetchMessageBuffer) bool {
		return m.Envelope != nil && strings.Trim(m.Envelope.MessageID, "<>") == id
	}), nil
}
