package e2e

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"relance/activities"
	"relance/internal/bank"
	"relance/internal/bank/banktest"
	"relance/internal/bodacc/bodacctest"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/flowservice/flowtest"
	"relance/workflows"
)

// schedule is the schedule that takes bank files in.
func (h *house) schedule() client.ScheduleHandle {
	return h.temporal.ScheduleClient().GetHandle(h.t.Context(), workflows.ReconcileSchedule)
}

// TestTheSchedulesReadThePlatformAndTheGazette starts a worker that is to read both:
// what the buyer says on his platform, and what is published about him, is in their
// cases.
func TestTheSchedulesReadThePlatformAndTheGazette(t *testing.T) {
	t.Parallel()
	const disputing, insolvent = "404833048", "552100554"
	platform, gazette := flowtest.New(t), bodacctest.New(t)
	h := newHouse(t, func(c *config.Config) {
		c.Statuses.Platform = config.Platform{URL: platform.URL + "/flow", TokenURL: platform.URL + "/token", ClientID: flowtest.ClientID}
		c.Secrets.Flow = flowtest.Secret
		c.Insolvency = config.Insolvency{Watch: true, URL: gazette.URL}
	})
	for number, siren := range map[string]string{"F-207": disputing, "F-BODACC": insolvent} {
		n := h.newInvoice(number, "C-"+number, 20, 120000)
		n.Debtor.SIREN = siren
		h.add(n)
	}
	digits := func(d calendar.Date) string { return strings.ReplaceAll(d.String(), "-", "") }
	yesterday := h.today().AddDays(-1)
	platform.Keep(flowtest.Flow{ID: "flow-1", Updated: time.Now().UTC().Add(-3 * time.Hour).Format(time.RFC3339), Bytes: flowtest.Said{
		Invoice: "F-207", Code: "207", At: digits(yesterday) + "080000", Issued: digits(h.today().AddDays(-10)), Buyer: disputing, Seller: h.cfg.Creditors[0].SIREN,
	}.Message()})
	gazette.Publish(bodacctest.Notice{ID: "A202600011", Kind: "annonce", Family: "collective", Published: h.today().String(), SIREN: insolvent,
		Nature: "Jugement d'ouverture de liquidation judiciaire", Judgment: yesterday.String()})
	h.work()
	for id, row := range map[string]struct {
		number, history string
		hold            dunning.HoldKind
	}{
		workflows.FetchStatusesSchedule: {"F-207", "platform-statuses", dunning.HoldDispute},
		workflows.WatchSchedule:         {"F-BODACC", "insolvency-watch", dunning.HoldInsolvency},
	} {
		handle := h.temporal.ScheduleClient().GetHandle(t.Context(), id)
		h.patiently(id+" is there", func() error { return handle.Trigger(t.Context(), client.ScheduleTriggerOptions{}) })
		h.patiently(row.number+" is held", func() error {
			if c := h.load(row.number); !c.Held(row.hold) {
				return fmt.Errorf("it is not: %v", c.Holds)
			}
			return nil
		})
		run := ""
		h.patiently(id+" has run", func() error {
			d, err := handle.Describe(t.Context())
			if err != nil || len(d.Info.RecentActions) == 0 {
				return fmt.Errorf("no run (%w)", errors.Join(err, errors.New("yet")))
			}
			run = d.Info.RecentActions[0].StartWorkflowResult.WorkflowID
			return h.temporal.GetWorkflow(t.Context(), run, "").Get(t.Context(), nil)
		})
		h.keepRun(row.history, run)
	}
}

// scheduled waits until the schedule is as a test wants it.
func (h *house) scheduled(what string, ok func(*client.ScheduleDescription) bool) *client.ScheduleDescription {
	h.t.Helper()
	var d *client.ScheduleDescription
	h.patiently("the schedule "+what, func() (err error) {
		if d, err = h.schedule().Describe(h.t.Context()); err == nil && !ok(d) {
			err = fmt.Errorf("it is %+v", d.Schedule.Spec)
		}
		return err
	})
	return d
}

// A file that somebody drops is taken in by Temporal's schedule, and the case
// hears of the payment. The schedule follows the configuration, and a pause that
// a person ordered in the UI outlasts that.
func TestTheScheduleTakesBankFilesIn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	h := newHouse(t, func(c *config.Config) { c.Reconcile = config.Reconcile{Folders: []string{dir}, Minutes: 60} })
	const number = "F2026-04711"
	h.invoice(number, "C-1", 20, 120000)
	st := bank.Statement{
		Account: h.cfg.Creditors[0].IBAN, IBAN: h.cfg.Creditors[0].IBAN, ID: "R-1", Currency: "EUR", Kind: bank.KindStatement,
		From: h.today().AddDays(-1), To: h.today().AddDays(-1),
		Entries: []bank.Entry{{
			ID: "M1", BookingDate: h.today().AddDays(-1), ValueDate: h.today().AddDays(-1), Currency: "EUR", Status: bank.Booked,
			Amount: 120000, Counterparty: "PERRIN", CounterpartyIBAN: "FR7630006000012345678901223", Remittance: "VIREMENT FACTURE " + number,
		}},
	}
	h.must(os.WriteFile(filepath.Join(dir, "releve.xml"), banktest.Camt053([]bank.Statement{st}, banktest.CamtOptions{}), 0o600))
	h.must(os.WriteFile(filepath.Join(dir, "kaputt.txt"), []byte("Bonjour"), 0o600))
	for _, name := range []string{"releve.xml", "kaputt.txt"} { // uploaded long ago
		h.must(os.Chtimes(filepath.Join(dir, name), time.Time{}, time.Now().Add(-time.Hour)))
	}
	h.work()
	h.scheduled("is there", func(d *client.ScheduleDescription) bool { return every(d) == time.Hour })
	h.must(h.schedule().Trigger(t.Context(), client.ScheduleTriggerOptions{}))
	h.patiently("the case hears of the payment", func() error {
		if c := h.load(number); c.Balance != 0 {
			return fmt.Errorf("%s is open", c.Balance)
		}
		return nil
	})
	d := h.scheduled("has run", func(d *client.ScheduleDescription) bool { return len(d.Info.RecentActions) == 1 })
	run := d.Info.RecentActions[0].StartWorkflowResult
	var got activities.TakenIn
	h.must(h.temporal.GetWorkflow(t.Context(), run.WorkflowID, run.FirstExecutionRunID).Get(t.Context(), &got))
	if want := (activities.TakenIn{Files: 1, Failed: 1, Lines: 1, Matched: 1}); got != want {
		t.Errorf("the run brought %+v, want %+v", got, want)
	}
	for _, name := range []string{"done/releve.xml", "failed/kaputt.txt", "failed/kaputt.txt.txt"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	h.shownInUI(d, run.WorkflowID)

	h.must(h.schedule().Pause(t.Context(), client.SchedulePauseOptions{Note: "no files on holidays"}))
	h.stop()
	h.cfg.Reconcile.Minutes = 30
	h.work()
	d = h.scheduled("follows the configuration", func(d *client.ScheduleDescription) bool { return every(d) == 30*time.Minute })
	if !d.Schedule.State.Paused || d.Schedule.State.Note != "no files on holidays" {
		t.Errorf("the pause is gone: %+v", d.Schedule.State)
	}
	h.stop()
	h.cfg.Reconcile.Folders = nil
	h.work()
	h.patiently("the schedule is gone", func() error {
		_, err := h.schedule().Describe(t.Context())
		if gone := new(serviceerror.NotFound); errors.As(err, &gone) {
			return nil
		}
		return fmt.Errorf("it is there (%w)", errors.Join(err, errors.New("still")))
	})
}

func every(d *client.ScheduleDescription) time.Duration {
	if len(d.Schedule.Spec.Intervals) != 1 {
		return 0
	}
	return d.Schedule.Spec.Intervals[0].Every
}

// shownInUI checks what a person sees of the schedule and of its run, and keeps the
// run.
func (h *house) shownInUI(d *client.ScheduleDescription, id string) {
	h.t.Helper()
	if d.Schedule.Policy.Overlap != enumspb.SCHEDULE_OVERLAP_POLICY_SKIP || d.Memo.GetFields()["folders"] == nil {
		h.t.Errorf("the schedule has policy %+v and memo %v", d.Schedule.Policy, d.Memo)
	}
	run, err := h.temporal.DescribeWorkflow(h.t.Context(), id, "")
	h.must(err)
	if run.Memo.GetFields()["every"] == nil {
		h.t.Errorf("the run has the memo %v", run.Memo)
	}
	h.keepRun("reconcile", id)
}

// keepRun keeps a run that has ended for the replay test, and greps it for what
// Temporal must not know.
func (h *house) keepRun(name, id string) {
	h.t.Helper()
	history := &historypb.History{}
	it := h.temporal.GetWorkflowHistory(h.t.Context(), id, "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for it.HasNext() {
		e, err := it.Next()
		h.must(err)
		history.Events = append(history.Events, e)
	}
	h.mustNotTell(history)
	h.keep(name, history)
}
