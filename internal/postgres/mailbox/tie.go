package mailbox

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/reconcile"
)

// tied is what a mail belongs to.
type tied struct {
	tie      inbox.Tie
	message  int64   // number of our message; 0 when the mail names none
	debtors  []int64 // in the order of their ids; several where an address or number is several debtors'
	users    []int64 // debtors who still use the address that takes no mail
	creditor string  // creditor of the debtors; "" when they have several
}

// debtor gives the only debtor, or 0.
func (m tied) debtor() int64 {
	if len(m.debtors) == 1 {
		return m.debtors[0]
	}
	return 0
}

type tieRow struct {
	Message  int64
	Debtor   int64
	Creditor string
}

// tieMail finds the debtor of a mail, by the most trusted evidence that it holds.
func (t *tx) tieMail(ctx context.Context, r inbox.Reading) (tied, error) {
	for _, way := range []struct {
		tie  inbox.Tie
		find func(context.Context, inbox.Reading) ([]tieRow, error)
	}{
		{inbox.TiedByMessage, t.byMessage}, {inbox.TiedByThread, t.byThread}, {inbox.TiedByRecipient, t.byRecipient},
		{inbox.TiedByReference, t.byReference}, {inbox.TiedByAddress, t.byAddress},
	} {
		rows, err := way.find(ctx, r)
		if err != nil {
			return tied{}, query.Doing("looking whose the mail is", err)
		}
		if len(rows) > 0 {
			return tiedBy(way.tie, rows), nil
		}
	}
	return tied{}, nil
}

func tiedBy(tie inbox.Tie, rows []tieRow) tied {
	m := tied{tie: tie, message: rows[0].Message, creditor: rows[0].Creditor}
	for _, row := range rows {
		if !slices.Contains(m.debtors, row.Debtor) {
			m.debtors = append(m.debtors, row.Debtor)
		}
		if row.Creditor != m.creditor {
			m.creditor = ""
		}
	}
	slices.Sort(m.debtors)
	return m
}

// byMessage: it names the id of a message that we sent.
func (t *tx) byMessage(ctx context.Context, r inbox.Reading) ([]tieRow, error) {
	ids := r.Names()
	if len(ids) == 0 {
		return nil, nil
	}
	return query.All[tieRow](ctx, t, `
		select id as message, debtor_id as debtor, creditor from messages
		where message_id = any(@ids) and message_id <> '' order by array_position(@ids, message_id), id desc limit 1`, pgx.NamedArgs{"ids": ids})
}

// byThread: it answers a mail that is tied already, of a debtor or a colleague
// of his.
func (t *tx) byThread(ctx context.Context, r inbox.Reading) ([]tieRow, error) {
	ids := r.Names()
	if len(ids) == 0 {
		return nil, nil
	}
	return query.All[tieRow](ctx, t, `
		select coalesce(message, 0) as message, debtor_id as debtor, creditor from mails
		where message_id = any(@ids) and message_id <> '' and debtor_id is not null and creditor is not null order by id desc limit 1`, pgx.NamedArgs{"ids": ids})
}

// byRecipient: a report that names no message, about the only debtor to whose
// address we wrote in the last ten days.
func (t *tx) byRecipient(ctx context.Context, r inbox.Reading) ([]tieRow, error) {
	if len(r.FailedRecipients) == 0 || r.Class == inbox.Reply {
		return nil, nil
	}
	rows, err := query.All[tieRow](ctx, t, `
		select max(id) as message, debtor_id as debtor, creditor from messages
		where channel = 'email' and lower(recipient) = any(@failed) and updated_at > @now::timestamptz - interval '10 days'
		group by debtor_id, creditor limit 2`, pgx.NamedArgs{"failed": lowered(r.FailedRecipients), "now": t.Now})
	if len(rows) != 1 {
		return nil, err
	}
	return rows, err
}

// byReference: a person names invoices. Numbers are compared as bank lines
// are: by letters and digits alone.
func (t *tx) byReference(ctx context.Context, r inbox.Reading) ([]tieRow, error) {
	numbers := r.Numbers()
	if len(numbers) == 0 || r.Class.Bounce() || r.Class == inbox.Spam {
		return nil, nil
	}
	var values []string
	for _, n := range numbers {
		for _, k := range reconcile.IndexKeys(reconcile.OpenItem{Number: n}) {
			if k.Kind == reconcile.KeyFull {
				values = append(values, k.Value)
			}
		}
	}
	if len(values) == 0 {
		return nil, nil
	}
	if _, err := t.IndexInvoices(ctx); err != nil {
		return nil, err
	}
	return query.All[tieRow](ctx, t, `
		select distinct 0::bigint as message, i.debtor_id as debtor, i.creditor from invoice_keys k join invoices i on i.id = k.invoice_id
		where k.kind in ('full', 'loose', 'digits') and k.value = any(@values) order by debtor limit 20`, pgx.NamedArgs{"values": values})
}

// byAddress: the sender is a debtor's address, present or past.
func (t *tx) byAddress(ctx context.Context, r inbox.Reading) ([]tieRow, error) {
	if r.From == "" || r.Class.Bounce() {
		return nil, nil
	}
	return query.All[tieRow](ctx, t, `
		select 0::bigint as message, coalesce(merged_into, id) as debtor, creditor from debtors where lower(email) = @from
		union select 0::bigint, coalesce(d.merged_into, d.id), d.creditor from contacts c join debtors d on d.id = c.debtor_id where lower(c.email) = @from
		order by debtor limit 20`, pgx.NamedArgs{"from": strings.ToLower(r.From)})
}

// casesOfMail gives the cases that a deed acts on: all open ones of the
// debtors, or those whose notice the message was.
func (t *tx) casesOfMail(ctx context.Context, m tied, deed inbox.Deed) ([]int64, error) {
	if deed == inbox.Ask || deed == inbox.Keep {
		if m.message == 0 {
			return nil, nil
		}
		rows, err := t.Query(ctx, `
			select case_id from notices where message_id = $1
			union select k.case_id from messages w join mail_cases k on k.mail_id = w.answers where w.id = $1 order by case_id`, m.message)
		if err != nil {
			return nil, query.Doing("looking for the cases of the message", err)
		}
		return query.IDs(rows)
	}
	if deed == inbox.Assign || len(m.debtors) == 0 {
		return nil, nil
	}
	rows, err := t.Query(ctx, `select id from cases where debtor_id = any($1) and closed_at is null order by id`, m.debtors)
	if err != nil {
		return nil, query.Doing("looking for the debtor's cases", err)
	}
	return query.IDs(rows)
}

// usersOf gives those debtors who still use the address that takes no mail: one
// whose address was mended meanwhile, or whose colleague's it is, does not.
func (t *tx) usersOf(ctx context.Context, m tied, r inbox.Reading) ([]int64, error) {
	failed := lowered(r.FailedRecipients)
	if r.Class == inbox.Complaint {
		failed = append(failed, strings.ToLower(r.From))
	}
	if m.message != 0 {
		var recipient string
		if err := t.QueryRow(ctx, `select lower(recipient) from messages where id = $1`, m.message).Scan(&recipient); err != nil {
			return nil, query.Doing("reading the recipient", err)
		}
		failed = []string{recipient} // ours, however a forwarder writes it
	}
	rows, err := t.Query(ctx, `select id from debtors where id = any($1) and lower(email) = any($2) order by id`, m.debtors, failed)
	if err != nil {
		return nil, query.Doing("reading the debtors' addresses", err)
	}
	return query.IDs(rows)
}

// dead notes that the addresses of these debtors take no mail.
func (t *tx) dead(ctx context.Context, debtors []int64) error {
	for _, id := range debtors {
		if err := t.Bounced(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// provesSent settles a message of unknown outcome: a mail that speaks of it
// proves that it left.
func (t *tx) provesSent(ctx context.Context, message int64) error {
	p, err := t.Open(ctx, message)
	if err != nil || p.Message.State != string(dunning.MessageUnknown) {
		return err
	}
	return t.Settle(ctx, p, dunning.NewSettle(true).With(dunning.Stamp{ID: dunning.SettleID(message), Reason: dunning.ReasonAccepted}), true)
}

// lowered gives addresses in small letters.
func lowered(list []string) []string {
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = strings.ToLower(a)
	}
	return out
}

// trimID takes the brackets off a message id: messages keep theirs without.
func trimID(id string) string { return strings.Trim(id, "<> ") }

func nullID(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

func nullText(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func emptyForNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// UnknownMails gives the e-mails of unknown outcome that were begun since an
// instant (recorded time): the id of each message by its Message-ID.
func (s *Store) UnknownMails(ctx context.Context, since time.Time) (map[string]int64, error) {
	type row struct {
		ID        int64
		MessageID string
	}
	rows, err := query.All[row](ctx, s.pool, `
		select id, message_id from messages
		where state = 'unknown' and channel = 'email' and message_id <> '' and updated_at > @since order by id limit 200`,
		pgx.NamedArgs{"since": query.Micro(since)})
	out := map[string]int64{}
	for _, r := range rows {
		out[r.MessageID] = r.ID
	}
	return out, postgres.Explain("looking for mails of unknown outcome", err)
}

// ProveSent settles a message of unknown outcome by a proof that it left; one
// that was settled meanwhile stays as it is.
func (s *Store) ProveSent(ctx context.Context, message int64) error {
	return s.do(ctx, "settling the message", func(t *tx) error { return t.provesSent(ctx, message) })
}
