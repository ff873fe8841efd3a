package wordings

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/wording"
)

type versionRow struct {
	ID        int64
	Creditor  string
	Text      string
	Version   int
	Subject   string
	Body      string
	Author    string
	SavedAt   time.Time
	UsedAt    *time.Time
	StartsOn  *time.Time
	StartsAt  *time.Time
	FirstBy   string
	FirstAt   *time.Time
	SettledBy string
	SettledAt *time.Time
	Outcome   string
}

const versionColumns = `id, creditor, text, version, subject, body, author, saved_at, used_at, starts_on, starts_at, coalesce(first_by, '') as first_by, first_at,
	coalesce(settled_by, '') as settled_by, settled_at, coalesce(outcome, '') as outcome`

func (r versionRow) read() (wording.Version, error) {
	k, err := wording.ParseKey(r.Text)
	return wording.Version{
		ID: r.ID, Creditor: r.Creditor, Wording: dunning.Wording{WordingKey: k, Version: r.Version, Subject: r.Subject, Body: r.Body},
		Author: r.Author, At: r.SavedAt.UTC(), Used: query.TimeOf(r.UsedAt),
		Start:   change.Start{From: query.DayOf(r.StartsOn), Starts: query.TimeOf(r.StartsAt)},
		Consent: change.Consent{FirstBy: r.FirstBy, FirstAt: query.TimeOf(r.FirstAt), Settled: query.TimeOf(r.SettledAt), By: r.SettledBy, Outcome: r.Outcome},
	}, err
}

func read(rows []versionRow, err error) ([]wording.Version, error) {
	out := make([]wording.Version, len(rows))
	for i, r := range rows {
		var bad error
		out[i], bad = r.read()
		err = errors.Join(err, bad)
	}
	return out, postgres.Explain("reading the versions of texts", err)
}

// WordingVersions lists what was saved of a creditor's text, newest first.
func (s *Store) WordingVersions(ctx context.Context, creditor string, k dunning.WordingKey) ([]wording.Version, error) {
	return read(query.All[versionRow](ctx, s.pool, `
		select `+versionColumns+` from wording_versions where creditor = @creditor and text = @text order by version desc`,
		pgx.NamedArgs{"creditor": creditor, "text": k.String()}))
}

// LatestWordings gives, of each text of some creditors, the version that is in use
// and, when it is another one, the version that was saved last, in this order.
func (s *Store) LatestWordings(ctx context.Context, creditors []string) ([]wording.Version, error) {
	return read(query.All[versionRow](ctx, s.pool, `
		select `+versionColumns+` from wording_versions v
		where creditor = any(@creditors) and (
		    version = (select max(version) from wording_versions o where o.creditor = v.creditor and o.text = v.text)
		    or version = (select max(version) from wording_versions o where o.creditor = v.creditor and o.text = v.text and o.used_at is not null
		        and (o.starts_at is null or o.starts_at <= @now)))
		order by creditor, text, version`, pgx.NamedArgs{"creditors": creditors, "now": s.core.Now()}))
}

// WordingVersion gives one version; CodeNotFound when there is none.
func (s *Store) WordingVersion(ctx context.Context, id int64) (wording.Version, error) {
	return versionByID(ctx, s.pool, id, "")
}

func versionByID(ctx context.Context, q query.Querier, id int64, lock string) (wording.Version, error) {
	row, err := query.One[versionRow](ctx, q, `select `+versionColumns+` from wording_versions where id = @id`+lock, pgx.NamedArgs{"id": id})
	if errors.Is(err, pgx.ErrNoRows) {
		return wording.Version{}, dunning.Errorf(dunning.CodeNotFound, "no version %d of a text", id)
	}
	v, bad := row.read()
	return v, postgres.Explain("reading a version of a text", errors.Join(err, bad))
}

// SaveWording keeps a new version of a creditor's text and gives it with its
// number. It is in use at once or from its day on; a formal notice waits where two
// people must agree. A version that waited is replaced, and so is one that would start
// with it or later. seen is the number of the version that its
// author saw last.
//
// CodeConflict when somebody saved another one meanwhile, and when nothing is
// changed.
func (s *Store) SaveWording(ctx context.Context, v wording.Version, seen int) (wording.Version, error) {
	err := s.do(ctx, "saving the text "+v.WordingKey.String(), func(t *tx) error {
		latest, used, comes, err := t.current(ctx, v)
		if err != nil {
			return err
		}
		switch {
		case seen != latest:
			return dunning.Errorf(dunning.CodeConflict, "somebody saved version %d of the text %s meanwhile", latest, v.WordingKey.String()).
				WithHint("look at it, then change it again")
		case used.Subject == v.Subject && used.Body == v.Body && !comes: // the same again takes back what was to come
			return dunning.Errorf(dunning.CodeConflict, "the text %s says this already: nothing is changed", v.WordingKey.String())
		}
		v.Version, v.At = latest+1, t.Now
		if !t.TwoAgree() || !wording.NeedsTwo(v.Level) {
			v.Used = t.Now
		}
		return t.insert(ctx, &v)
	})
	return v, err
}

// current gives the number of the version saved last, the one in use and whether one
// waits for its day, with the creditor locked.
func (t *tx) current(ctx context.Context, v wording.Version) (latest int, used UsedRow, comes bool, err error) {
	args := pgx.NamedArgs{"creditor": v.Creditor, "text": v.WordingKey.String(), "now": t.Now}
	var known bool
	err = t.QueryRow(ctx, `select true from creditors where id = @creditor for update`, args).Scan(&known)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, used, false, dunning.Errorf(dunning.CodeNotFound, "no creditor %q", v.Creditor)
	}
	if err != nil {
		return 0, used, false, err
	}
	rows, err := query.All[UsedRow](ctx, t, `
		select text, version, subject, body from wording_versions
		where creditor = @creditor and text = @text and used_at is not null and (starts_at is null or starts_at <= @now) order by version desc limit 1`, args)
	if len(rows) == 1 {
		used = rows[0]
	}
	err = errors.Join(err, t.QueryRow(ctx, `
		select coalesce(max(version), 0), coalesce(bool_or(used_at is not null and starts_at > @now), false) from wording_versions
		where creditor = @creditor and text = @text`, args).Scan(&latest, &comes))
	return latest, used, comes, err
}

func (t *tx) insert(ctx context.Context, v *wording.Version) error {
	args := pgx.NamedArgs{
		"creditor": v.Creditor, "text": v.WordingKey.String(), "version": v.Version, "subject": v.Subject, "body": v.Body, "author": v.Author,
		"now": t.Now, "used": query.Instant(v.Used), "replaced": change.Replaced,
		"on": query.Day(v.From), "starts": query.Instant(v.Starts), "mend": string(dunning.TaskMendText),
	}
	b := &pgx.Batch{}
	b.Queue(`
		update wording_versions set settled_at = @now, settled_by = @author, outcome = @replaced
		where creditor = @creditor and text = @text and used_at is null and settled_at is null`, args)
	if !v.Used.IsZero() {
		b.Queue(replaceLater, args)
		b.Queue(endMending, args)
	}
	b.Queue(`
		insert into wording_versions (creditor, text, version, subject, body, author, saved_at, used_at, starts_on, starts_at)
		values (@creditor, @text, @version, @subject, @body, @author, @now, @used, @on, @starts) returning id`, args).
		QueryRow(func(row pgx.Row) error { return row.Scan(&v.ID) })
	return query.Send(ctx, t, b)
}

// replaceLater takes back the versions before one that comes into use that would start
// with it or after it.
const replaceLater = `
	update wording_versions set settled_at = @now, settled_by = @author, outcome = @replaced, used_at = null
	where creditor = @creditor and text = @text and version < @version and used_at is not null and starts_at > @now
	    and starts_at >= coalesce(@starts::timestamptz, @now)`

// endMending ends the question about an older version that could not be used: one comes
// into use, at once or on a day.
const endMending = `
	update tasks k set done_at = @now, done_by = @author from cases c
	where c.id = k.case_id and c.creditor = @creditor and k.done_at is null and k.code = @mend and split_part(k.step, '@', 1) = @text`

// DecideWording records a person's word on a version that waits; with the second
// yes it is in use.
func (s *Store) DecideWording(ctx context.Context, d change.Decision) (v wording.Version, err error) {
	err = s.do(ctx, "deciding over a version of a text", func(t *tx) error {
		if v, err = versionByID(ctx, t, d.ID, " for update"); err != nil {
			return err
		}
		d.At = t.Now
		if v, err = v.Decide(d); err != nil {
			return err
		}
		_, err := t.Exec(ctx, `
			update wording_versions set first_by = nullif(@first, ''), first_at = @first_at, settled_by = nullif(@by, ''), settled_at = @at,
			    outcome = nullif(@outcome, ''), used_at = @used where id = @id`, pgx.NamedArgs{
			"id": v.ID, "first": v.FirstBy, "first_at": query.Instant(v.FirstAt), "by": v.By, "at": query.Instant(v.Settled),
			"outcome": v.Outcome, "used": query.Instant(v.Used),
		})
		if err != nil || v.Used.IsZero() {
			return err
		}
		args := pgx.NamedArgs{
			"creditor": v.Creditor, "text": v.WordingKey.String(), "version": v.Version, "now": t.Now, "author": v.Author, "replaced": change.Replaced, "starts": query.Instant(v.Starts),
			"mend": string(dunning.TaskMendText),
		}
		b := &pgx.Batch{}
		b.Queue(replaceLater, args)
		b.Queue(endMending, args)
		return query.Send(ctx, t, b)
	})
	return v, err
}
