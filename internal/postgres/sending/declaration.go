package sending

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/money"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// declarationRow is a declaration that was drawn, with the letter that posts it.
type declarationRow struct {
	ID         int64
	Creditor   string
	Debtor     string
	DebtorID   int64
	Document   []byte
	Data       insolvency.Letter
	Author     string
	FirstYes   string
	ApprovedBy string
	ApprovedAt *time.Time
	CreatedAt  time.Time
	MessageID  *int64
	State      *string
	Reply      *string
}

const declarationsOf = `
	select x.id, d.creditor, d.key as debtor, x.debtor_id, x.document, x.data, x.author, x.first_yes, x.approved_by, x.approved_at, x.created_at,
	    m.id as message_id, m.state, m.reply
	from declarations x join debtors d on d.id = x.debtor_id left join messages m on m.declares = x.id `

func (r declarationRow) letter() insolvency.Letter {
	l := r.Data
	l.ID, l.Creditor, l.Debtor, l.Document, l.ShownBy, l.ShownAt = r.ID, r.Creditor, r.Debtor, query.Hex(r.Document), r.Author, r.CreatedAt.UTC()
	l.FirstYes, l.ApprovedBy, l.ApprovedAt = r.FirstYes, r.ApprovedBy, query.TimeOf(r.ApprovedAt)
	if r.MessageID != nil {
		l.Message, l.State, l.Reply = *r.MessageID, dunning.MessageState(*r.State), *r.Reply
	}
	return l
}

// DeclarationLetters gives the declarations to whoever holds the claims on a
// debtor, the last one last.
func (s *Store) DeclarationLetters(ctx context.Context, creditor, debtor string) ([]insolvency.Letter, error) {
	rows, err := query.All[declarationRow](ctx, s.pool, declarationsOf+`where d.creditor = @creditor and d.key = @debtor order by x.id`,
		pgx.NamedArgs{"creditor": creditor, "debtor": debtor})
	if err != nil {
		return nil, postgres.Explain("reading the declarations", err)
	}
	out := make([]insolvency.Letter, len(rows))
	for i, r := range rows {
		if out[i] = r.letter(); out[i].Message == 0 {
			continue
		}
		found, err := s.letters(ctx, `where l.message_id = @id`, pgx.NamedArgs{"id": out[i].Message})
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			out[i].Post = &found[0]
		}
	}
	return out, nil
}

// ShowDeclaration keeps a declaration that was drawn, for whoever is asked to
// agree to it, and gives it back with its number. It takes the place of an
// earlier one to which nobody agreed. CodeConflict when an earlier one is on its
// way: the claim would be declared twice.
func (s *Store) ShowDeclaration(ctx context.Context, l insolvency.Letter, pdf []byte) (out insolvency.Letter, err error) {
	err = s.do(ctx, "keeping the declaration", func(t *tx) error {
		debtor, last, err := t.lastDeclaration(ctx, l.Creditor, l.Debtor)
		if err != nil {
			return err
		}
		if last.Open() {
			return onItsWay(last)
		}
		sum := query.Sum(pdf)
		b := &pgx.Batch{}
		t.QueueDocument(b, sum, dunning.Document{MediaType: "application/pdf", Name: "declaration-de-creance.pdf", Bytes: pdf})
		if err := query.Send(ctx, t, b); err != nil {
			return query.Doing("keeping the declaration's page", err)
		}
		data, err := json.Marshal(l)
		if err != nil {
			return err
		}
		out = l
		out.Document, out.ShownAt = query.Hex(sum), t.Now
		err = t.QueryRow(ctx, `
			insert into declarations (debtor_id, document, data, author, created_at) values (@debtor, @sum, @data, @author, @now) returning id`,
			pgx.NamedArgs{"debtor": debtor, "sum": sum, "data": data, "author": l.ShownBy, "now": t.Now}).Scan(&out.ID)
		return query.Doing("keeping the declaration", err)
	})
	return out, err
}

func onItsWay(l insolvency.Letter) error {
	return dunning.Errorf(dunning.CodeConflict, "the claim on debtor %s was declared by a letter that %s agreed to on %s", l.Debtor, l.ApprovedBy, calendar.DateOf(l.ApprovedAt.In(calendar.Metropole.Location()))).
		WithHint("follow that letter; another one is drawn when it did not leave")
}

// lastDeclaration locks a debtor and gives the declaration that was drawn last;
// the zero letter when none was.
func (t *tx) lastDeclaration(ctx context.Context, creditor, debtor string) (id int64, last insolvency.Letter, err error) {
	args := pgx.NamedArgs{"creditor": creditor, "debtor": debtor}
	ids, err := query.All[struct{ ID int64 }](ctx, t, `select d.id from debtors d where d.creditor = @creditor and d.key = @debtor`, args)
	if err != nil {
		return 0, last, query.Doing("finding the debtor", err)
	}
	if len(ids) == 0 {
		return 0, last, dunning.Errorf(dunning.CodeNotFound, "no debtor %q", debtor)
	}
	if err := t.LockDebtors(ctx, []int64{ids[0].ID}); err != nil {
		return 0, last, err
	}
	t.Waited()
	rows, err := query.All[declarationRow](ctx, t, declarationsOf+`where d.creditor = @creditor and d.key = @debtor order by x.id desc limit 1`, args)
	if err == nil && len(rows) > 0 {
		last = rows[0].letter()
	}
	return ids[0].ID, last, query.Doing("reading the last declaration", err)
}

// AgreeDeclaration takes a person's yes to a declaration: the very bytes that
// were shown, by their SHA-256. With the last yes that is wanted the letter may
// leave. CodeConflict when another one was drawn since, or when the creditor's
// euros for letters do not suffice: a declaration does not wait for the next year.
func (s *Store) AgreeDeclaration(ctx context.Context, l insolvency.Letter, author string, identified bool) (out insolvency.Letter, err error) {
	err = s.do(ctx, "agreeing to the declaration", func(t *tx) error {
		debtor, last, err := t.lastDeclaration(ctx, l.Creditor, l.Debtor)
		if err != nil {
			return err
		}
		if last.ID == 0 || last.Document != l.Document {
			return dunning.Errorf(dunning.CodeConflict, "the declaration for debtor %s is not the one that was drawn last", l.Debtor).
				WithHint("look at that one, and agree to it")
		}
		if out, err = last.Agree(author, t.Now, s.core.Approvals, identified); err != nil {
			return err
		}
		if _, err := t.Exec(ctx, `update declarations set first_yes = @first, approved_by = @by, approved_at = @at where id = @id`,
			pgx.NamedArgs{"first": out.FirstYes, "by": out.ApprovedBy, "at": query.Instant(out.ApprovedAt), "id": out.ID}); err != nil {
			return query.Doing("noting the yes", err)
		}
		if out.ApprovedBy == "" {
			return nil
		}
		return t.queueDeclaration(ctx, debtor, &out)
	})
	return out, err
}

// queueDeclaration makes the letter that posts a declaration.
func (t *tx) queueDeclaration(ctx context.Context, debtor int64, l *insolvency.Letter) error {
	day := calendar.DateOf(t.Now.In(calendar.Metropole.Location()))
	if ok, err := t.paysFor(ctx, l.Creditor, l.Estimate, day.Year); err != nil || !ok {
		if err == nil {
			err = dunning.Errorf(dunning.CodeConflict, "the euros for letters of %d do not suffice for the declaration: it costs %s €", day.Year, l.Estimate).
				WithHint("raise letter_budget of creditor %s in the configuration: the claim is lost when it is not declared in time", l.Creditor)
		}
		return err
	}
	err := t.QueryRow(ctx, `
		insert into messages (creditor, debtor_id, debtor_revision, channel, level, state, subject, recipient, document, day, owner, attempts,
		    lease_until, created_at, updated_at, author, cost, declares)
		select d.creditor, d.id, d.revision, 'registered_letter', @level, 'rendered', 'Déclaration de créance', @to, x.document, @day, '', 0,
		    @now, @now, @now, @author, @cost, x.id
		from declarations x join debtors d on d.id = x.debtor_id where x.id = @id and d.id = @debtor returning id`,
		pgx.NamedArgs{
			"level": string(insolvency.DeclarationLevel), "to": joined(l.Recipient), "day": query.Day(day), "now": t.Now, "author": l.ApprovedBy,
			"cost": int64(l.Estimate), "id": l.ID, "debtor": debtor,
		}).Scan(&l.Message)
	l.State = dunning.MessageRendered
	return query.Doing("making the letter", err)
}

// paysFor tells whether a creditor's euros of a year suffice for a letter.
func (t *tx) paysFor(ctx context.Context, creditor string, cost money.Cents, year int) (bool, error) {
	var c dunning.Creditor
	if err := t.QueryRow(ctx, `select data from creditors where id = $1`, creditor).Scan(&c); err != nil {
		return false, query.Doing("reading the euros for letters", err)
	}
	if c.Letters <= 0 {
		return true, nil
	}
	spent, err := t.spent(ctx, creditor, year)
	return err == nil && fits(spent, cost, c.Letters), err
}
