package api_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"relance/internal/api"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/postgres/accounts"
)

// between does something after the right was checked and before the fact is
// recorded.
type between struct {
	backoffice.Recorder
	do func()
}

func (b between) Record(ctx context.Context, r dunning.Recording) (dunning.Recorded, error) {
	b.do()
	return b.Recorder.Record(ctx, r)
}

func TestATokenThatIsRevokedBetweenCheckAndDeedRecordsNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	d := w.door()
	d.Office.Log = between{d.Office.Log, func() {
		if err := w.people.RevokeToken(t.Context(), audit.Who{Name: "root", Door: "cli"}, "clerk of atelier"); err != nil {
			t.Error(err)
		}
	}}
	w.server = httptest.NewServer(d.Handler())
	t.Cleanup(w.server.Close)
	if a := w.pay("clerk of atelier", "k-1", `{"kind":"paid","amount":"100.00","date":"2026-03-09"}`); a.status != http.StatusForbidden {
		t.Errorf("%d %s, want 403", a.status, a.text)
	}
	c, err := w.db.LoadCase(t.Context(), dunning.Ref{Creditor: "atelier", Number: "F-1"})
	if err != nil || c.Balance != 120_000 {
		t.Errorf("%s is open (%v): the payment of a revoked token counts", c.Balance, err)
	}
	refused := 0
	if err := w.people.Audit(t.Context(), 0, func(e audit.Entry) error {
		if e.Refused != "" && e.Who.Name == "clerk of atelier" {
			refused++
		}
		return nil
	}); err != nil || refused != 1 {
		t.Errorf("%d refusals are in the audit (%v), want 1", refused, err)
	}
}

// TestATokenThatWasGoodAMomentAgoIsAskedForAgain writes with a token that the door has
// just seen alive.
func TestATokenThatWasGoodAMomentAgoIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(w *world) error{
		"revoked": func(w *world) error {
			return w.people.RevokeToken(t.Context(), audit.Who{Name: "root", Door: "cli"}, "clerk of atelier")
		},
		"revoked by another process": func(w *world) error {
			return accounts.New(w.db).RevokeToken(t.Context(), audit.Who{Name: "root", Door: "cli"}, "clerk of atelier")
		},
		"revoked and made anew": func(w *world) error {
			if err := w.people.RevokeToken(t.Context(), audit.Who{Name: "root", Door: "cli"}, "clerk of atelier"); err != nil {
				return err
			}
			n := people.Token{Name: "clerk of atelier", Grant: people.Grant{Creditor: "atelier", Role: "clerk"}, Expires: w.now.AddDate(1, 0, 0)}
			return w.people.AddToken(t.Context(), audit.Who{Name: "root", Door: "cli"}, n, people.HashOf("another"))
		},
		"too old": func(w *world) error {
			_, err := w.db.Pool().Exec(t.Context(), `update tokens set expires_at = $1 where name = 'clerk of atelier'`, w.now)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			const body = `{"kind":"paid","amount":"100.00","date":"2026-03-09"}`
			if a := w.pay("clerk of atelier", "before", body); a.status != http.StatusOK {
				t.Fatalf("%d %s", a.status, a.text)
			}
			if err := end(w); err != nil {
				t.Fatal(err)
			}
			for _, key := range []string{"before", "after"} {
				a := w.pay("clerk of atelier", key, `{"kind":"paid","amount":"100.00","date":"2026-03-08"}`)
				if a.status != http.StatusUnauthorized || a.header.Get("WWW-Authenticate") == "" {
					t.Errorf("key %s: %d %s, want 401", key, a.status, a.text)
				}
			}
			c, err := w.db.LoadCase(t.Context(), dunning.Ref{Creditor: "atelier", Number: "F-1"})
			if err != nil || c.Balance != 110_000 {
				t.Errorf("%s is open (%v): a dead token paid", c.Balance, err)
			}
		})
	}
}

// forgetful is a memory of answers that keeps none.
type forgetful struct{ api.Answers }

// Once implements api.Answers.
func (f forgetful) Once(ctx context.Context, name people.RequestName, run func() (people.Answer, *audit.Entry), give func(people.Answer, bool)) error {
	a, _ := run()
	give(a, false)
	return errors.New("the disk is full")
}

func TestAnAnswerThatCannotBeKeptIsGivenAndReported(t *testing.T) {
	t.Parallel()
	w := open(t)
	d := w.door()
	reported := 0
	d.Answers, d.Failed = forgetful{d.Answers}, func(context.Context, string, error) { reported++ }
	w.server = httptest.NewServer(d.Handler())
	t.Cleanup(w.server.Close)
	for range 2 { // the fact itself knows its key
		if a := w.pay("clerk of atelier", "k-1", `{"kind":"paid","amount":"100.00","date":"2026-03-09"}`); a.status != http.StatusOK || a.json["balance"] != "1100.00" {
			t.Errorf("%d %s", a.status, a.text)
		}
	}
	w.server.Close() // every handler has ended
	if reported != 2 {
		t.Errorf("%d reports that an answer could not be kept, want 2", reported)
	}
}
