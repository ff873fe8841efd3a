package e2e

import (
	"context"
	"fmt"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/types/known/durationpb"

	"relance/internal/app"
	"relance/internal/claim"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/smtp/smtptest"
	"relance/internal/temporalclient"
)

// house is one creditor with its own mail server, schema and namespace: what
// happens in one house does not reach another.
type house struct {
	t         *testing.T
	app       *app.App
	store     *postgres.Store        // what the program keeps, seen past its doors
	temporal  *temporalclient.Client // likewise what Temporal keeps
	mail      *smtptest.Server
	cfg       config.Config
	namespace string
	base      time.Time // case time when the last skip was over
	over      time.Time // the clock at that moment
	stop      func()    // the worker's
	process   *exec.Cmd
}

var houses atomic.Int64

// newHouse makes a creditor with a plan; no worker runs yet.
func newHouse(t *testing.T, change func(*config.Config)) *house {
	t.Helper()
	id := fmt.Sprintf("maison-%d", houses.Add(1))
	h := &house{t: t, mail: smtptest.Start(t, smtptest.Options{}), cfg: config.Default(), namespace: id}
	h.cfg.Creditors = []dunning.Creditor{{
		ID: id, Name: "Maison Lambert SARL", Email: "compta@" + id + ".example.fr", IBAN: "FR7630006000011234567890189",
		SIREN: "732829320", Signatory: "Claire Lambert", Capacity: "Gérante", Address: dunning.Address{Lines: []string{"3 rue Haute"}, Postcode: "69003", City: "Lyon"},
	}}
	plan := dunning.DefaultPlan()
	plan.Spread = 0
	h.cfg.Plans = map[string]dunning.Plan{"default": plan}
	h.cfg.Mail = config.Mail{Mode: config.Live, SMTP: config.SMTP{Host: h.mail.Host, Port: h.mail.Port, TLS: "none"}}
	h.cfg.Letters.Folder = t.TempDir()
	h.cfg.Listen = "127.0.0.1:0"
	h.cfg.Secrets.DatabaseURL = schemaURL(servers.DatabaseURL, "maison_"+id[len("maison-"):])
	if change != nil {
		change(&h.cfg)
	}
	h.open()
	return h
}

// open makes schema and namespace and connects to them.
func (h *house) open() {
	h.t.Helper()
	ctx := h.t.Context()
	conn, err := pgx.Connect(ctx, servers.DatabaseURL)
	h.must(err)
	_, err = conn.Exec(ctx, "create schema maison_"+h.namespace[len("maison-"):])
	h.must(err)
	h.must(conn.Close(ctx))
	h.app, err = app.Open(ctx, h.cfg, quiet())
	h.must(err)
	h.t.Cleanup(h.app.Close)
	h.must(h.app.Migrate(ctx))
	h.must(h.dial(h.app))
	h.lookBehind()
	_, err = h.temporal.WorkflowService().RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace: h.namespace, WorkflowExecutionRetentionPeriod: durationpb.New(30 * 24 * time.Hour),
	})
	h.must(err)
	h.patiently("the namespace is usable", func() error { return h.app.EnsureSearchAttributes(ctx) })
	h.must(h.app.SaveCreditors(ctx))
}

// lookBehind opens connections of the test's own to what the program keeps.
func (h *house) lookBehind() {
	h.t.Helper()
	var err error
	h.store, err = postgres.Open(h.t.Context(), h.cfg.Secrets.DatabaseURL)
	h.must(err)
	h.t.Cleanup(h.store.Close)
	rates, err := h.cfg.RateTable()
	h.must(err)
	h.store.WorkOutClaim = func(in claim.Input) (dunning.Claim, error) {
		in.Rates = rates
		return claim.New(in)
	}
	h.temporal, err = temporalclient.Dial(h.t.Context(), temporalclient.Options{
		Address: servers.TemporalAddress, Namespace: h.namespace, CodecKeys: h.cfg.Secrets.CodecKeys, Log: quiet(),
	})
	h.must(err)
	h.t.Cleanup(h.temporal.Close)
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// patiently tries something until it goes well, for a while.
func (h *house) patiently(what string, try func() error) {
	h.t.Helper()
	deadline := time.Now().Add(patience)
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, 200*time.Millisecond) {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("waiting until %s: %v", what, err)
		}
		time.Sleep(wait)
	}
}

// patience bounds every wait for something that must happen.
const patience = 3 * time.Minute

// within gives the same house to a subtest, with a clock of its own.
func (h *house) within(t *testing.T) *house {
	mine := *h
	mine.t, mine.base, mine.over = t, time.Time{}, time.Time{}
	return &mine
}

func (h *house) creditor() string { return h.cfg.Creditors[0].ID }

// work runs a worker in the test process, with connections of its own, until
// the test or stop ends it.
func (h *house) work() {
	h.t.Helper()
	a, err := app.Open(h.t.Context(), h.cfg, quiet())
	h.must(err)
	h.must(h.dial(a))
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		defer a.Close()
		if err := a.RunWorker(ctx); err != nil {
			h.t.Errorf("worker: %v", err)
		}
	})
	h.stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	h.t.Cleanup(h.stop)
}

func (h *house) dial(a *app.App) error {
	return a.Dial(h.t.Context(), app.Temporal{Address: servers.TemporalAddress, Namespace: h.namespace, Log: quiet()})
}

// query reads one value from the house's own tables.
func query[T any](h *house, sql string, args ...any) (out T) {
	h.t.Helper()
	if err := h.store.Pool().QueryRow(h.t.Context(), sql, args...).Scan(&out); err != nil {
		h.t.Fatalf("%s: %v", sql, err)
	}
	return out
}
