package wordings

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/wording"
)

// Store keeps the creditors' own texts. It is safe for concurrent use.
type Store struct {
	core *postgres.Store
	pool *pgxpool.Pool
}

// New works in the database of a store, with its clock.
func New(s *postgres.Store) *Store { return &Store{core: s, pool: s.Pool()} }

// tx is a transaction that records facts.
type tx struct{ *postgres.Tx }

func (s *Store) do(ctx context.Context, doing string, fn func(*tx) error) error {
	return s.core.Do(ctx, doing, func(t *postgres.Tx) error { return fn(&tx{t}) })
}

// Used gives, as UsedRow, the versions of @creditor's texts that are in use @at.
const Used = `
	select distinct on (text) text, version, subject, body from wording_versions
	where creditor = @creditor and used_at is not null and (starts_at is null or starts_at <= @at) order by text, version desc`

// UsedRow is a version in use; one without words takes the text out.
type UsedRow struct {
	Text          string
	Version       int
	Subject, Body string
}

// Wordings gives the texts that such rows hold.
func Wordings(rows []UsedRow) (out []dunning.Wording) {
	for _, r := range rows {
		k, err := wording.ParseKey(r.Text)
		if err == nil && r.Body != "" { // a key that is not known any more names no notices
			out = append(out, dunning.Wording{WordingKey: k, Version: r.Version, Subject: r.Subject, Body: r.Body})
		}
	}
	return out
}

// WordingsInUse gives the texts of a creditor's own that notices of an instant choose
// among, also one to come.
func (s *Store) WordingsInUse(ctx context.Context, creditor string, at time.Time) ([]dunning.Wording, error) {
	rows, err := query.All[UsedRow](ctx, s.pool, Used, pgx.NamedArgs{"creditor": creditor, "at": at})
	return Wordings(rows), postgres.Explain("reading the texts of "+creditor, err)
}

// ByMark gives one version of a creditor's text, whether it is in use or not;
// CodeNotFound when there is none.
func ByMark(ctx context.Context, q query.Querier, creditor, mark string) (dunning.Wording, error) {
	k, version, err := wording.ParseMark(mark)
	if err != nil {
		return dunning.Wording{}, err
	}
	rows, err := query.All[UsedRow](ctx, q, `
		select text, version, subject, body from wording_versions where creditor = @creditor and text = @text and version = @version`,
		pgx.NamedArgs{"creditor": creditor, "text": k.String(), "version": version})
	if found := Wordings(rows); err == nil && len(found) == 1 {
		return found[0], nil
	}
	if err == nil {
		err = dunning.Errorf(dunning.CodeNotFound, "creditor %s has no version %d of the text %s", creditor, version, k.String())
	}
	return dunning.Wording{}, postgres.Explain("reading a version of a text", err)
}

// WordingCases names open cases of a creditor whose notices a text can word, the
// newest first.
func (s *Store) WordingCases(ctx context.Context, creditor string, k dunning.WordingKey, most int) ([]wording.Case, error) {
	var regimes []string
	for _, r := range dunning.Regimes() {
		if k.Segment.Includes(r) {
			regimes = append(regimes, string(r))
		}
	}
	rows, err := query.All[wording.Case](ctx, s.pool, `
		select c.number, d.name as debtor from cases c join invoices i on i.id = c.invoice_id join debtors d on d.id = i.debtor_id
		where c.creditor = @creditor and c.closed_at is null and d.regime = any(@regimes) and (d.language = 'en') = (@language = 'en')
		order by c.id desc limit @most`,
		pgx.NamedArgs{"creditor": creditor, "regimes": regimes, "language": k.Language, "most": most})
	return rows, postgres.Explain("reading cases to try a text on", err)
}
