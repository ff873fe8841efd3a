package accounts

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// newestCase is the case of an invoice that counts: that of its last cycle.
const newestCase = `select id from cases where creditor = @creditor and number = @number order by cycle desc limit 1`

// Care tells who is in charge of a case, what was noted about it in all its cycles,
// and who may work on it.
func (s *Store) Care(ctx context.Context, ref dunning.Ref) (out people.Care, err error) {
	args := pgx.NamedArgs{"creditor": ref.Creditor, "number": ref.Number, "every": people.Everyone}
	var owners, logins []struct{ Login string }
	b := &pgx.Batch{}
	query.Into(b, &owners, `select coalesce(owner, '') as login from cases where creditor = @creditor and number = @number order by cycle desc limit 1`, args)
	query.Into(b, &out.Notes, `
		select n.at, n.author, n.text from case_notes n join cases c on c.id = n.case_id
		where c.creditor = @creditor and c.number = @number order by n.id`, args)
	query.Into(b, &logins, `
		select distinct u.login from users u join grants g on g.user_id = u.id
		where u.disabled_at is null and g.role <> 'reader' and g.creditor in (@creditor, @every) order by u.login`, args)
	if err = s.pool.SendBatch(ctx, b).Close(); err != nil {
		return people.Care{}, postgres.Explain("reading who is in charge of a case", err)
	}
	if len(owners) == 0 {
		return people.Care{}, dunning.UnknownCase(ref)
	}
	out.Owner = owners[0].Login
	for i := range out.Notes {
		out.Notes[i].At = out.Notes[i].At.UTC()
	}
	for _, l := range logins {
		out.Colleagues = append(out.Colleagues, l.Login)
	}
	return out, nil
}

// SetOwner puts a person in charge of a case; an empty login nobody. One who has seen
// another version of it (access.Seen) is refused: CodeConflict.
func (s *Store) SetOwner(ctx context.Context, by audit.Who, ref dunning.Ref, login string) error {
	return s.do(ctx, "putting somebody in charge of a case", func(t tx) error {
		var id int64
		var was string
		var c dunning.Case
		err := t.QueryRow(ctx, `select id, coalesce(owner, ''), body from cases where id = (`+newestCase+`) for no key update`,
			pgx.NamedArgs{"creditor": ref.Creditor, "number": ref.Number}).Scan(&id, &was, &c)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return dunning.UnknownCase(ref)
		case err != nil:
			return err
		}
		if err := postgres.AsSeen(c, access.Seen(ctx)); err != nil {
			return err
		}
		if _, err := t.Exec(ctx, `update cases set owner = nullif($2, '') where id = $1`, id, login); err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{
			Who: by, Creditor: ref.Creditor, Deed: "case.owner", Object: ref.Number, Before: map[string]string{"owner": was}, After: map[string]string{"owner": login},
		})
	})
}

// AddNote keeps what somebody writes about a case. The audit tells that there is a
// note, not what it says.
func (s *Store) AddNote(ctx context.Context, by audit.Who, ref dunning.Ref, text string) error {
	return s.do(ctx, "keeping a note", func(t tx) error {
		tag, err := t.Exec(ctx, `insert into case_notes (case_id, at, author, text) select n.id, @now, @author, @text from (`+newestCase+`) n`,
			pgx.NamedArgs{"creditor": ref.Creditor, "number": ref.Number, "now": t.now, "author": by.Name, "text": text})
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return dunning.UnknownCase(ref)
		}
		return t.audit(ctx, audit.Entry{Who: by, Creditor: ref.Creditor, Deed: "case.note", Object: ref.Number})
	})
}

// PutOff lets a task wait until a day; no day is that it is work of today. A task that
// was done meanwhile is not found; one who has seen another version of its case
// (access.Seen) is refused: CodeConflict.
func (s *Store) PutOff(ctx context.Context, by audit.Who, task dunning.Task, l dunning.Later) error {
	return s.do(ctx, "putting a task off", func(t tx) error {
		var c dunning.Case
		err := t.QueryRow(ctx, `select c.body from cases c where c.id = (select case_id from tasks where id = $1 and done_at is null) for no key update`, task.ID).Scan(&c)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return dunning.UnknownTask(task.ID)
		case err != nil:
			return err
		}
		if err := postgres.AsSeen(c, access.Seen(ctx)); err != nil {
			return err
		}
		args := pgx.NamedArgs{"id": task.ID, "until": nil, "why": l.Why, "by": by.Name}
		after := map[string]string{"until": "", "task": string(task.Code)}
		if !l.Until.IsZero() {
			args["until"], after["until"] = query.Day(l.Until), l.Until.String()
		}
		if _, err := t.Exec(ctx, `update tasks set later_until = @until::date, later_why = @why, later_by = @by where id = @id`, args); err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{Who: by, Creditor: task.Ref.Creditor, Deed: "task.later", Object: task.Ref.Number, After: after})
	})
}
