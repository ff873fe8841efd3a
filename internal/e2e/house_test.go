package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"relance/internal/app"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres"
	"relance/internal/smtp/smtptest"
	"relance/internal/temporalclient"
	"relance/workflows"
)

// house is one creditor with its own mail server, on the shared servers.
type house struct {
	t       *testing.T
	app     *app.App
	mail    *smtptest.Server
	cfg     config.Config
	skipped time.Duration
	stop    func() // the worker's
	process *exec.Cmd
}

var houses atomic.Int64

// newHouse makes a creditor with a plan; no worker runs yet.
func newHouse(t *testing.T, change func(*config.Config)) *house {
	t.Helper()
	h := &house{t: t, mail: smtptest.Start(t, smtptest.Options{}), cfg: config.Default()}
	id := fmt.Sprintf("maison-%d", houses.Add(1))
	h.cfg.Creditors = []dunning.Creditor{{
		ID: id, Name: "Maison Lambert SARL", Email: "compta@" + id + ".example.fr", IBAN: "FR7630006000011234567890189",
		SIREN: "732829320", Address: dunning.Address{Lines: []string{"3 rue Haute"}, Postcode: "69003", City: "Lyon"},
	}}
	plan := dunning.DefaultPlan()
	plan.Spread = 0
	h.cfg.Plans = map[string]dunning.Plan{"default": plan}
	h.cfg.Mail = config.Mail{Mode: config.Live, SMTP: config.SMTP{Host: h.mail.Host, Port: h.mail.Port, TLS: "none"}}
	h.cfg.Letters.Folder = t.TempDir()
	h.cfg.Listen = "127.0.0.1:0"
	h.cfg.Secrets.DatabaseURL = servers.DatabaseURL
	if change != nil {
		change(&h.cfg)
	}
	var err error
	if h.app, err = app.Open(t.Context(), h.cfg, quiet()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.app.Close)
	if err := dial(t.Context(), h.app); err != nil {
		t.Fatal(err)
	}
	if err := h.app.SaveCreditors(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) creditor() string { return h.cfg.Creditors[0].ID }

func (h *house) ref(number string) dunning.Ref {
	return dunning.Ref{Creditor: h.creditor(), Number: number}
}

func (h *house) id(number string) string { return workflows.DunningID(h.creditor(), number, 0) }

// now is case time.
func (h *house) now() time.Time { return time.Now().Add(h.skipped) }

func (h *house) today() calendar.Date {
	return calendar.DateOf(h.now().In(calendar.Metropole.Location()))
}

// work runs the worker in the test process until the test or rest ends it.
func (h *house) work() {
	h.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := h.app.RunWorker(ctx); err != nil {
			h.t.Errorf("worker: %v", err)
		}
	})
	h.stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	h.t.Cleanup(h.stop)
}

// workApart runs the worker in a process of its own, to be killed.
func (h *house) workApart() {
	h.t.Helper()
	spec, err := json.Marshal(workerProcess{Config: h.cfg, Secrets: h.cfg.Secrets, Temporal: servers.TemporalAddress})
	if err != nil {
		h.t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		h.t.Fatal(err)
	}
	h.process = exec.Command(self)
	h.process.Env = append(os.Environ(), workerEnv+"="+string(spec))
	h.process.Stderr = os.Stderr
	if err := h.process.Start(); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(h.kill)
}

// kill ends the worker process as a power cut would.
func (h *house) kill() {
	if h.process != nil {
		_ = h.process.Process.Kill() // it may be over already
		_ = h.process.Wait()
		h.process = nil
	}
}

// invoice takes an invoice in, due in so many days.
func (h *house) invoice(number, debtor string, due int, amount money.Cents) dunning.Invoice {
	h.t.Helper()
	inv := dunning.Invoice{
		Creditor: h.creditor(), Number: number, Debtor: debtor, Issued: h.today().AddDays(due - 30), Due: h.today().AddDays(due),
		DueRule: dunning.DueStated, Currency: "EUR", Total: amount, Payable: amount, Source: "test", FileName: number + ".pdf",
	}
	added, err := h.app.Store.AddInvoice(h.t.Context(), postgres.NewInvoice{
		Creditor: h.creditor(), Invoice: inv, Now: h.now(), Debtor: dunning.Debtor{
			Key: debtor, Name: "Société Perrin " + debtor, Regime: dunning.B2B, Language: "fr", Email: mailOf(debtor),
			Address: dunning.Address{Lines: []string{"8 rue Basse"}, Postcode: "69006", City: "Lyon"},
		},
		Document: &dunning.Document{MediaType: "application/pdf", Name: number + ".pdf", Bytes: []byte("%PDF-1.4 " + number)},
	})
	if err != nil || added.State != postgres.Created {
		h.t.Fatalf("invoice %s: %v %v", number, added.State, err)
	}
	return inv
}

func mailOf(debtor string) string { return strings.ToLower(debtor) + "@perrin.example.com" }

// skip advances cases by some time, in lock-step.
func (h *house) skip(d time.Duration, numbers ...string) {
	h.t.Helper()
	for _, n := range numbers {
		h.started(n)
		id := fmt.Sprintf("%s/%d", n, h.skipped)
		if err := temporalclient.FastForward(h.t.Context(), h.app.Temporal, h.id(n), d, id); err != nil {
			h.t.Fatalf("skipping %s for %s: %v", d, n, err)
		}
	}
	h.skipped += d
}

// started waits until the relay has started a case's workflow.
func (h *house) started(number string) {
	h.t.Helper()
	for range 500 {
		if _, err := h.app.Temporal.DescribeWorkflowExecution(h.t.Context(), h.id(number), ""); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	h.t.Fatalf("%s: its workflow never starts", number)
}

// skipToNext advances a case to its next action, and tells which it is.
func (h *house) skipToNext(number string) dunning.Decision {
	h.t.Helper()
	d := dunning.Next(h.load(number), h.now())
	if d.Action == dunning.Wait && !d.At.IsZero() {
		h.skip(d.At.Sub(h.now())+time.Second, number)
	}
	return d
}

func (h *house) load(number string) dunning.Case {
	h.t.Helper()
	c, err := h.app.Store.LoadCase(h.t.Context(), h.ref(number))
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// tell records a fact in SQL with its signal, as the command line does.
func (h *house) tell(number string, e dunning.Event) {
	h.t.Helper()
	e.At, e.Reason = h.now(), dunning.ReasonFact
	if e.Kind == dunning.KindPaid && e.Date.IsZero() {
		e.Date, e.Source = h.today(), "manual"
	}
	if _, err := h.app.Store.Record(h.t.Context(), dunning.Recording{Ref: h.ref(number), Event: e, Notify: true}); err != nil {
		h.t.Fatalf("%s of %s: %v", e.Kind, number, err)
	}
}

// until waits for a condition of the case.
func (h *house) until(number, what string, ok func(dunning.Case) bool) dunning.Case {
	h.t.Helper()
	deadline := time.Now().Add(40 * time.Second)
	for {
		c := h.load(number)
		if ok(c) {
			return c
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("%s: never %s; stands at %+v", number, what, c)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func sentSteps(n int) func(dunning.Case) bool {
	return func(c dunning.Case) bool { return c.Done >= n }
}

func closed(c dunning.Case) bool { return c.State == dunning.Closed }
