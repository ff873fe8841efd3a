package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/dunning"
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
