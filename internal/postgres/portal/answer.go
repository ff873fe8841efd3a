package portal

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/visit"
)

// BeginAnswer keeps an answer before the cases hear it, under the key of its
// form; told says that they have heard one of this key already.
func (s *Store) BeginAnswer(ctx context.Context, link int64, key string, r visit.Ruled) (id int64, delivered bool, err error) {
	err = s.do(ctx, "keeping an answer", func(t pgx.Tx) error {
		now := s.now()
		args := pgx.NamedArgs{"link": link, "key": key, "kind": string(r.Kind), "category": r.Category, "amount": int64(r.Amount),
			"date": query.Day(r.Date), "reference": r.Reference, "words": sumOf(r.Words), "now": now}
		err := t.QueryRow(ctx, `
			insert into portal_answers (link_id, key, kind, category, amount, date, reference, words, created_at)
			values (@link, @key, @kind, @category, @amount, @date, @reference, @words, @now)
			on conflict (link_id, key) do update set key = excluded.key returning id, told_at is not null`, args).Scan(&id, &delivered)
		if err != nil || delivered {
			return err
		}
		for i, v := range r.Verdicts {
			_, err := t.Exec(ctx, `
				insert into portal_answer_invoices (answer_id, invoice_id, suspended)
				select @id, i.id, @suspended from invoices i where i.creditor = @creditor and i.number = @number
				on conflict do nothing`,
				pgx.NamedArgs{"id": id, "suspended": v.Fact != "", "creditor": r.Cases[i].Creditor, "number": r.Cases[i].Number})
			if err != nil {
				return err
			}
		}
		_, err = t.Exec(ctx, `update portal_files set answer_id = @id where link_id = @link and answer_id is null and document = any(@files)`,
			pgx.NamedArgs{"id": id, "link": link, "files": sums(r.Files)})
		return err
	})
	return id, delivered, err
}

// FinishAnswer notes that every case has heard an answer, and asks for the mail
// that acknowledges it: once.
func (s *Store) FinishAnswer(ctx context.Context, id int64) error {
	return s.do(ctx, "finishing an answer", func(t pgx.Tx) error {
		now := s.now()
		_, err := t.Exec(ctx, `update portal_answers set told_at = coalesce(told_at, @now) where id = @id`, pgx.NamedArgs{"id": id, "now": now})
		if err != nil {
			return err
		}
		_, err = t.Exec(ctx, `
			insert into portal_mails (kind, hash, answer_id, state, due_at, created_at, updated_at)
			select 'answer', l.hash, a.id, 'waiting', @now, @now, @now
			from portal_answers a join portal_links l on l.id = a.link_id where a.id = @id
			on conflict do nothing`, pgx.NamedArgs{"id": id, "now": now})
		return err
	})
}

type answerRow struct {
	ID               int64
	LinkID           int64
	Creditor, Debtor string
	Kind, Category   string
	Amount           int64
	Date             *time.Time
	Reference        string
	Words            []byte
	CreatedAt        time.Time
	MailedAt         *time.Time
	Invoices         []string
	Suspends         []bool
	Cycles           []int
	Files            [][]byte
}

// answerColumns needs portal_answers as a, portal_links as l, debtors as d.
const answerColumns = `a.id, a.link_id, l.creditor, d.key as debtor, a.kind, a.category, a.amount, a.date, a.reference, a.words, a.created_at,
    (select p.updated_at from portal_mails p where p.answer_id = a.id and p.state = 'accepted') as mailed_at,
    array(select i.number from portal_answer_invoices n join invoices i on i.id = n.invoice_id where n.answer_id = a.id order by i.id) as invoices,
    array(select n.suspended from portal_answer_invoices n where n.answer_id = a.id order by n.invoice_id) as suspends,
    array(select (select max(c.cycle) from cases c where c.invoice_id = n.invoice_id)
        from portal_answer_invoices n where n.answer_id = a.id order by n.invoice_id) as cycles,
    array(select f.document from portal_files f where f.answer_id = a.id order by f.created_at, f.document) as files`

func (r answerRow) said() visit.Said {
	out := visit.Said{
		ID: r.ID, Link: r.LinkID, Creditor: r.Creditor, Debtor: r.Debtor, At: r.CreatedAt.UTC(), Words: query.Hex(r.Words), Mailed: query.TimeOf(r.MailedAt),
		Answer: visit.Answer{Kind: visit.Kind(r.Kind), Category: r.Category, Amount: money.Cents(r.Amount), Date: query.DayOf(r.Date),
			Reference: r.Reference, Invoices: r.Invoices},
	}
	for _, yes := range r.Suspends {
		out.Suspended = out.Suspended || yes
	}
	for _, f := range r.Files {
		out.Files = append(out.Files, query.Hex(f))
	}
	return out
}

// ruled is the answer with what it was to do to each case.
func (r answerRow) ruled() visit.Ruled {
	out := visit.Ruled{Said: r.said()}
	facts := map[visit.Kind]dunning.Kind{visit.Contest: dunning.KindDispute, visit.Promise: dunning.KindPromise}
	for i, number := range r.Invoices {
		v := visit.Verdict{}
		if r.Suspends[i] {
			if v.Fact = facts[visit.Kind(r.Kind)]; v.Fact == "" {
				v.Fact = dunning.KindReply
			}
		}
		out.Verdicts = append(out.Verdicts, v)
		out.Cases = append(out.Cases, dunning.Ref{Creditor: r.Creditor, Number: number, Cycle: r.Cycles[i]})
	}
	return out
}

const fromAnswers = ` from portal_answers a join portal_links l on l.id = a.link_id join debtors d on d.id = l.debtor_id `

// Undelivered gives answers of before an instant that some cases have not heard.
func (s *Store) Undelivered(ctx context.Context, before time.Time) ([]visit.Ruled, error) {
	rows, err := query.All[answerRow](ctx, s.pool, `select `+answerColumns+fromAnswers+`
		where a.told_at is null and a.created_at < @before order by a.id limit 100`, pgx.NamedArgs{"before": before})
	out := make([]visit.Ruled, len(rows))
	for i, r := range rows {
		out[i] = r.ruled()
	}
	return out, postgres.Explain("looking for answers", err)
}

// Answers gives what was said about an invoice, the oldest first.
func (s *Store) Answers(ctx context.Context, creditor, invoice string) ([]visit.Said, error) {
	all, err := s.AnswersTogether(ctx, creditor, invoice)
	return all[0], err
}

// AnswersTogether gives the same for several invoices, in the order asked for, by one
// question.
func (s *Store) AnswersTogether(ctx context.Context, creditor string, invoices ...string) ([][]visit.Said, error) {
	rows, out, b := make([][]answerRow, len(invoices)), make([][]visit.Said, len(invoices)), &pgx.Batch{}
	for i, number := range invoices {
		query.Into(b, &rows[i], `select `+answerColumns+fromAnswers+`
			where a.id in (select n.answer_id from portal_answer_invoices n join invoices i on i.id = n.invoice_id
			    where i.creditor = @creditor and i.number = @invoice) order by a.id`, pgx.NamedArgs{"creditor": creditor, "invoice": number})
	}
	err := query.Send(ctx, s.pool, b)
	for i, of := range rows {
		out[i] = make([]visit.Said, len(of))
		for n, r := range of {
			out[i][n] = r.said()
		}
	}
	return out, postgres.Explain("reading the answers", err)
}

// Past gives what was said about invoices before, by any link.
func (s *Store) Past(ctx context.Context, creditor string, numbers []string) (map[string][]visit.Past, error) {
	type row struct {
		Number    string
		Kind      string
		CreatedAt time.Time
		Suspended bool
	}
	rows, err := query.All[row](ctx, s.pool, `
		select i.number, a.kind, a.created_at, n.suspended from portal_answer_invoices n
		join invoices i on i.id = n.invoice_id join portal_answers a on a.id = n.answer_id
		where i.creditor = @creditor and i.number = any(@numbers) order by a.id`, pgx.NamedArgs{"creditor": creditor, "numbers": numbers})
	out := map[string][]visit.Past{}
	for _, r := range rows {
		out[r.Number] = append(out[r.Number], visit.Past{Kind: visit.Kind(r.Kind), At: r.CreatedAt.UTC(), Suspended: r.Suspended})
	}
	return out, postgres.Explain("reading earlier answers", err)
}

// CountAnswers tells how often a link said something, and how often within a day.
func (s *Store) CountAnswers(ctx context.Context, link int64) (all, today int, err error) {
	err = s.pool.QueryRow(ctx, `
		select count(*), count(*) filter (where created_at > @since) from portal_answers where link_id = @link`,
		pgx.NamedArgs{"link": link, "since": s.now().Add(-24 * time.Hour)}).Scan(&all, &today)
	return all, today, postgres.Explain("counting answers", err)
}

// mostUnused is how many files a link may bring that no answer uses.
const mostUnused = 12

// BringFile ties a document to the link that brought it.
func (s *Store) BringFile(ctx context.Context, link int64, sha string) error {
	return s.do(ctx, "keeping a file", func(t pgx.Tx) error {
		var unused int
		err := t.QueryRow(ctx, `select count(*) from portal_files where link_id = $1 and answer_id is null`, link).Scan(&unused)
		if err != nil {
			return err
		}
		if unused >= mostUnused {
			return dunning.Errorf(dunning.CodeConflict, "this link has brought too many files")
		}
		_, err = t.Exec(ctx, `insert into portal_files (link_id, document, created_at) values ($1, $2, $3) on conflict do nothing`,
			link, sumOf(sha), s.now())
		return err
	})
}

// Brought gives those of some documents that a link has brought and that no
// answer uses yet, at most visit.MostFiles.
func (s *Store) Brought(ctx context.Context, link int64, shas []string) (out []string, err error) {
	if len(shas) == 0 {
		return nil, nil
	}
	type row struct{ Document []byte }
	rows, err := query.All[row](ctx, s.pool, `
		select document from portal_files where link_id = @link and answer_id is null and document = any(@files)
		order by created_at, document limit @most`, pgx.NamedArgs{"link": link, "files": sums(shas), "most": visit.MostFiles})
	for _, r := range rows {
		out = append(out, hex.EncodeToString(r.Document))
	}
	return out, postgres.Explain("looking for files", err)
}

func sums(shas []string) [][]byte {
	out := [][]byte{}
	for _, sha := range shas {
		if b := sumOf(sha); b != nil {
			out = append(out, b)
		}
	}
	return out
}
