package sending

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postage"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

type letterRow struct {
	MessageID   int64
	Carrier     string
	Reference   string
	State       string
	Number      string
	Events      []postage.LetterEvent
	Cost        int64
	Estimate    int64
	Post        *postage.PostalTracking
	CheckedAt   *time.Time
	NextCheckAt *time.Time
	RecalledAt  *time.Time
	SentAt      time.Time
	Outcome     string
	Channel     string
	Declares    bool
}

// letterColumns needs letters as l and messages as m.
const letterColumns = `l.message_id, l.carrier, l.reference, l.state, l.number, l.events, l.cost, m.cost as estimate, l.post, l.checked_at,
    l.next_check_at, l.recalled_at, coalesce(m.sent_at, l.created_at) as sent_at, m.state as outcome, m.channel,
    m.declares is not null as declares`

func (r letterRow) letter() postage.TrackedLetter {
	return postage.TrackedLetter{
		Message: r.MessageID, Carrier: r.Carrier, Reference: r.Reference, State: dunning.LetterState(r.State), Number: r.Number, Events: r.Events,
		Cost: money.Cents(r.Cost), Estimate: money.Cents(r.Estimate), Post: r.Post, Sent: r.SentAt.UTC(), Checked: query.TimeOf(r.CheckedAt), Next: query.TimeOf(r.NextCheckAt),
		Recalled: query.TimeOf(r.RecalledAt), Outcome: dunning.MessageState(r.Outcome),
		Channel: dunning.Channel(r.Channel), Declares: r.Declares,
	}
}

// letterLease is how long a letter that was handed out is not handed out again:
// well past the longest look at one batch.
const letterLease = 15 * time.Minute

// LeaseLetters hands out the letters whose carrier should be asked by an instant
// (case time), and those that are not posted yet and that nobody wants any more,
// with their cases and proofs; at most limit, the longest waiting first. Another
// worker is not given them until SaveLetterState, or for fifteen minutes.
func (s *Store) LeaseLetters(ctx context.Context, now time.Time, limit int) ([]postage.TrackedLetter, error) {
	clock := query.Micro(s.core.Now())
	args := pgx.NamedArgs{"now": query.Micro(now), "limit": limit, "clock": clock, "until": clock.Add(letterLease)}
	rows, err := s.pool.Query(ctx, `
		with due as (
		    select l.message_id from letters l join messages m on m.id = l.message_id
		    where m.state in ('accepted', 'unknown') and (l.looked_at_until is null or l.looked_at_until <= @clock)
		        and (l.next_check_at <= @now or m.declares is null and l.recalled_at is null and l.state in ('requested', 'accepted') and not exists (
		            select 1 from notices n join cases c on c.id = n.case_id
		            where n.message_id = l.message_id and n.state = 'held' and c.closed_at is null and c.balance > 0))
		    order by l.next_check_at limit @limit for update of l skip locked)
		update letters l set looked_at_until = @until from due where l.message_id = due.message_id returning l.message_id`, args)
	if err != nil {
		return nil, postgres.Explain("looking for letters to ask about", err)
	}
	ids, err := query.IDs(rows)
	if err != nil || len(ids) == 0 {
		return nil, postgres.Explain("looking for letters to ask about", err)
	}
	return s.letters(ctx, `where l.message_id = any(@ids) order by l.next_check_at`, pgx.NamedArgs{"ids": ids})
}

// LetterByReference gives the letter of an order; CodeNotFound when there is
// none.
func (s *Store) LetterByReference(ctx context.Context, carrier, reference string) (postage.TrackedLetter, error) {
	found, err := s.letters(ctx, `where l.carrier = @carrier and l.reference = @reference`,
		pgx.NamedArgs{"carrier": carrier, "reference": reference})
	return only(found, err, "no letter %q", reference)
}

// LetterOfStep gives the last letter of a case's step; CodeNotFound when none
// is on record.
func (s *Store) LetterOfStep(ctx context.Context, ref dunning.Ref, step string) (postage.TrackedLetter, error) {
	args := postgres.RefArgs(ref)
	args["step"] = step
	found, err := s.letters(ctx, `
		where l.message_id = (select max(n.message_id) from cases c join notices n on n.case_id = c.id join letters k on k.message_id = n.message_id
		    where c.creditor = @creditor and c.number = @number and c.cycle = @cycle and n.step = @step and n.state = 'held')`, args)
	return only(found, err, "no letter of step %q", step)
}

// Letters gives all letters that spoke of a case, in this cycle or an earlier one,
// oldest first.
func (s *Store) Letters(ctx context.Context, ref dunning.Ref) ([]postage.TrackedLetter, error) {
	return s.letters(ctx, `
		where l.message_id in (select n.message_id from cases c join notices n on n.case_id = c.id
		    where c.creditor = @creditor and c.number = @number and c.cycle <= @cycle)
		order by l.message_id`, postgres.RefArgs(ref))
}

// LettersTogether gives the same of several cases, in the order asked for. However many
// there are, they take three questions.
func (s *Store) LettersTogether(ctx context.Context, refs ...dunning.Ref) ([][]postage.TrackedLetter, error) {
	type idRow struct{ MessageID int64 }
	rows, b := make([][]idRow, len(refs)), &pgx.Batch{}
	for i, ref := range refs {
		query.Into(b, &rows[i], `
			select distinct l.message_id from letters l join notices n on n.message_id = l.message_id join cases c on c.id = n.case_id
			where c.creditor = @creditor and c.number = @number and c.cycle <= @cycle order by l.message_id`, postgres.RefArgs(ref))
	}
	if err := query.Send(ctx, s.pool, b); err != nil {
		return nil, postgres.Explain("reading the letters", err)
	}
	var ids []int64
	for _, of := range rows {
		for _, r := range of {
			ids = append(ids, r.MessageID)
		}
	}
	all, err := s.letters(ctx, `where l.message_id = any(@ids) order by l.message_id`, pgx.NamedArgs{"ids": ids})
	out, by := make([][]postage.TrackedLetter, len(refs)), map[int64]postage.TrackedLetter{}
	for _, l := range all {
		by[l.Message] = l
	}
	for i, of := range rows {
		for _, r := range of {
			out[i] = append(out[i], by[r.MessageID])
		}
	}
	return out, err
}

func only(found []postage.TrackedLetter, err error, format string, args ...any) (postage.TrackedLetter, error) {
	if err == nil && len(found) == 0 {
		err = dunning.Errorf(dunning.CodeNotFound, format, args...)
	}
	if err != nil {
		return postage.TrackedLetter{}, err
	}
	return found[0], nil
}

type letterPartRow struct {
	MessageID int64
	Creditor  string
	Number    string
	Cycle     int
	Step      string
	Wanted    bool
}

type proofRow struct {
	MessageID  int64
	Kind       string
	Document   []byte
	Date       *time.Time
	ReceivedAt time.Time
}

// letters reads letters with their cases and proofs.
func (s *Store) letters(ctx context.Context, where string, args pgx.NamedArgs) ([]postage.TrackedLetter, error) {
	rows, err := query.All[letterRow](ctx, s.pool, `select `+letterColumns+` from letters l join messages m on m.id = l.message_id `+where, args)
	if err != nil || len(rows) == 0 {
		return nil, postgres.Explain("reading the letters", err)
	}
	out, ids, at := make([]postage.TrackedLetter, len(rows)), make([]int64, len(rows)), map[int64]int{}
	for i, r := range rows {
		out[i], ids[i], at[r.MessageID] = r.letter(), r.MessageID, i
	}
	var parts []letterPartRow
	var proofs []proofRow
	b := &pgx.Batch{}
	query.Into(b, &parts, `
		select n.message_id, c.creditor, c.number, c.cycle, n.step, c.closed_at is null and c.balance > 0 as wanted
		from notices n join cases c on c.id = n.case_id
		where n.message_id = any(@ids) and n.state = 'held' order by c.id`, pgx.NamedArgs{"ids": ids})
	query.Into(b, &proofs, `
		select message_id, kind, document, date, received_at from proofs
		where message_id = any(@ids) order by received_at, kind`, pgx.NamedArgs{"ids": ids})
	if err := query.Send(ctx, s.pool, b); err != nil {
		return nil, postgres.Explain("reading the letters", err)
	}
	for _, p := range parts {
		l := &out[at[p.MessageID]]
		ref := dunning.Ref{Creditor: p.Creditor, Number: p.Number, Cycle: p.Cycle}
		l.Parts = append(l.Parts, postage.LetterPart{Ref: ref, Step: p.Step, Wanted: p.Wanted})
	}
	for _, p := range proofs {
		l := &out[at[p.MessageID]]
		l.Proofs = append(l.Proofs, postage.LetterProof{
			Kind: p.Kind, Document: query.Hex(p.Document), Date: query.DayOf(p.Date), Received: p.ReceivedAt.UTC(),
		})
	}
	return out, nil
}

// SaveLetterState keeps what a carrier told of a letter and when to ask again:
// State, Number, Events, Cost, Post, Checked, Next and Recalled. Number, cost
// and Post that are empty leave what was there, and so does Recalled.
func (s *Store) SaveLetterState(ctx context.Context, l postage.TrackedLetter) error {
	events := l.Events
	if events == nil {
		events = []postage.LetterEvent{}
	}
	return s.do(ctx, "keeping the state of a letter", func(t *tx) error {
		tag, err := t.Exec(ctx, `
		update letters set state = @state, number = coalesce(nullif(@number, ''), number), events = @events,
		    cost = coalesce(nullif(@cost::bigint, 0), cost), post = coalesce(@post, post), checked_at = @checked, next_check_at = @next,
		    recalled_at = coalesce(recalled_at, @recalled), looked_at_until = null, updated_at = @now
		where message_id = @id`,
			pgx.NamedArgs{
				"id": l.Message, "state": l.State, "number": l.Number, "events": events, "cost": int64(l.Cost), "post": l.Post,
				"checked": query.Instant(l.Checked), "next": query.Instant(l.Next), "recalled": query.Instant(l.Recalled), "now": t.Now,
			})
		if err == nil && tag.RowsAffected() == 0 {
			return tables.UnknownMessage(l.Message)
		}
		if on := l.PostedOn(); err == nil && l.Declares && !on.IsZero() {
			return t.declared(ctx, l.Message, on)
		}
		return err
	})
}

// SaveProof keeps a proof of a letter with its bytes. The same bytes of the
// same kind are kept once.
func (s *Store) SaveProof(ctx context.Context, message int64, p postage.LetterProof, d dunning.Document) error {
	return s.do(ctx, "keeping a proof", func(t *tx) error {
		sum := query.Sum(d.Bytes)
		b := &pgx.Batch{}
		t.QueueDocument(b, sum, d)
		b.Queue(`
			insert into proofs (message_id, kind, document, date, received_at)
			values (@id, @kind, @sum, @date, @now) on conflict do nothing`,
			pgx.NamedArgs{"id": message, "kind": p.Kind, "sum": sum, "date": query.Day(p.Date), "now": t.Now})
		return query.Send(ctx, t, b)
	})
}
