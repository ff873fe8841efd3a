package gazette

import (
	"context"
	"errors"
	"time"

	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"

	"github.com/jackc/pgx/v5"
)

// Proceedings lists the debtors in insolvency proceedings, the most urgent
// declaration first.
func (s *Store) Proceedings(ctx context.Context, creditors []string) ([]insolvency.Proceedings, error) {
	rows, err := query.All[proceedingsRow](ctx, s.pool, `
		select `+proceedingsColumns+` from proceedings p join debtors d on d.id = p.debtor_id
		where d.merged_into is null and (@all or d.creditor = any(@creditors)) order by p.claim_by nulls last, d.id`,
		pgx.NamedArgs{"all": creditors == nil, "creditors": creditors})
	out := make([]insolvency.Proceedings, len(rows))
	for i, r := range rows {
		out[i] = r.proceedings()
	}
	return out, postgres.Explain("reading the proceedings", err)
}

// ProceedingsOf gives the proceedings of one debtor; CodeNotFound for none.
func (s *Store) ProceedingsOf(ctx context.Context, creditor, debtor string) (insolvency.Proceedings, error) {
	r, err := query.One[proceedingsRow](ctx, s.pool, `
		select `+proceedingsColumns+` from proceedings p join debtors d on d.id = p.debtor_id where `+tables.DebtorNamed,
		pgx.NamedArgs{"creditor": creditor, "key": debtor})
	if errors.Is(err, pgx.ErrNoRows) {
		return insolvency.Proceedings{}, dunning.Errorf(dunning.CodeNotFound, "debtor %s is in no insolvency proceedings on record", debtor)
	}
	return r.proceedings(), postgres.Explain("reading the proceedings", err)
}

// ConfirmProceedings records what a person says of the proceedings: to whom the
// claim is declared, court, publication, and whether it was declared. Empty
// fields stay as they are.
//
// CodeConflict when they have changed since the person read them (Seen): a notice
// that comes in meanwhile may name another holder, and a declaration to the wrong
// one is lost.
func (s *Store) ConfirmProceedings(ctx context.Context, p insolvency.Proceedings) error {
	return s.do(ctx, "confirming the proceedings", func(t *tx) error {
		if err := t.unchanged(ctx, p); err != nil {
			return err
		}
		tag, err := t.Exec(ctx, `
		update proceedings p set role = coalesce(nullif(@role, ''), p.role), holder = coalesce(nullif(@holder, ''), p.holder),
		    address = coalesce(nullif(@address, ''), p.address), court = coalesce(nullif(@court, ''), p.court),
		    procedure = coalesce(nullif(@procedure, ''), p.procedure), published = coalesce(@published, p.published),
		    claim_by = coalesce(@by, p.claim_by), declared_on = coalesce(@declared, p.declared_on), confirmed_by = @who,
		    confirmed_at = case when @confirmed then @now::timestamptz else p.confirmed_at end, updated_at = @now
		from debtors d where d.id = p.debtor_id and d.creditor = @creditor and d.key = @key`,
			pgx.NamedArgs{
				"role": p.Role, "holder": p.Holder, "address": p.Address, "court": p.Court, "procedure": string(p.Procedure), "published": query.Day(p.Published),
				"by": query.Day(p.ClaimBy), "declared": query.Day(p.DeclaredOn), "who": p.ConfirmedBy, "confirmed": p.Confirmed, "now": t.Now,
				"creditor": p.Creditor, "key": p.Debtor,
			})
		if err == nil && tag.RowsAffected() == 0 {
			return dunning.Errorf(dunning.CodeNotFound, "debtor %s is in no insolvency proceedings on record", p.Debtor)
		}
		if err != nil || p.DeclaredOn.IsZero() {
			return err
		}
		var debtor int64
		if err := t.QueryRow(ctx, `select id from debtors where creditor = $1 and key = $2`, p.Creditor, p.Debtor).Scan(&debtor); err != nil {
			return err
		}
		return t.EndDeclarationTasks(ctx, debtor, p.ConfirmedBy)
	})
}

// unchanged holds the proceedings fast and tells whether they are still those that
// the person has read.
func (t *tx) unchanged(ctx context.Context, p insolvency.Proceedings) error {
	if p.Seen == "" {
		return nil
	}
	r, err := query.One[proceedingsRow](ctx, t, `
		select `+proceedingsColumns+` from proceedings p join debtors d on d.id = p.debtor_id where `+tables.DebtorNamed+` for update of p`,
		pgx.NamedArgs{"creditor": p.Creditor, "key": p.Debtor})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil // the writing says so
	}
	if err == nil && r.proceedings().Mark() != p.Seen {
		return dunning.Errorf(dunning.CodeConflict, "the proceedings of debtor %s have changed since they were read", p.Debtor).WithHint("read them again, then confirm what still holds")
	}
	return err
}

const proceedingsColumns = `d.creditor, d.key as debtor, d.name, d.siren, p.provisional, p.judgment, p.published, p.claim_by, p.procedure, p.court,
	p.role, p.holder, p.address, p.notice, p.confirmed_at, p.confirmed_by, p.declared_on`

type proceedingsRow struct {
	Creditor, Debtor, Name                          string
	SIREN                                           string `db:"siren"`
	Provisional                                     bool
	Judgment, Published, ClaimBy                    *time.Time
	Procedure, Court, Role, Holder, Address, Notice string
	ConfirmedAt                                     *time.Time
	ConfirmedBy                                     string
	DeclaredOn                                      *time.Time
}

func (r proceedingsRow) proceedings() insolvency.Proceedings {
	return insolvency.Proceedings{
		Creditor: r.Creditor, Debtor: r.Debtor, Name: r.Name, SIREN: r.SIREN, Provisional: r.Provisional, Judgment: query.DayOf(r.Judgment),
		Published: query.DayOf(r.Published), ClaimBy: query.DayOf(r.ClaimBy), Procedure: insolvency.Procedure(r.Procedure), Court: r.Court, Role: r.Role,
		Holder: r.Holder, Address: r.Address, Notice: r.Notice, Confirmed: r.ConfirmedAt != nil, ConfirmedBy: r.ConfirmedBy, DeclaredOn: query.DayOf(r.DeclaredOn),
	}
}
