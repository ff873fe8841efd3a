package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/telemetry"
)

const (
	mailText = "jean.dupont@client.example.fr"
	ibanText = "FR76 3000 6000 0112 3456 7890 189"
)

func TestRedactCutsOutAddressesAndAccounts(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ text, want string }{
		"mail":                      {"550 <" + mailText + "> unknown", "550 <<mail>> unknown"},
		"mail with accents":         {"à jérôme@œillets.example.fr, hier", "à <mail>, hier"},
		"mail in a list":            {"[a@example.fr b@example.fr]", "[<mail> <mail>]"},
		"link to a debtor’s page":   {"GET https://factures.example.fr/p/f3w5oq8bXT2A9wcvYMBSuhCkWMY/dire failed", "GET https://factures.example.fr/p/<link>/dire failed"},
		"mail in a URL":             {"smtp://user:a@example.fr/x", "smtp://user:<mail>/x"},
		"IBAN in groups":            {"vers " + ibanText + " reçu", "vers <iban> reçu"},
		"IBAN in one":               {"FR7630006000011234567890189", "<iban>"},
		"IBAN in small letters":     {"fr7630006000011234567890189.", "<iban>."},
		"IBAN with no-break spaces": {strings.ReplaceAll(ibanText, " ", "\u00a0"), "<iban>"},
		"German IBAN before a word": {"DE89 3704 0044 0532 0130 00 Dupont", "<iban> Dupont"},
		"wrong check digits stay":   {"FR77 3000 6000 0112 3456 7890 189", "FR77 3000 6000 0112 3456 7890 189"},
		"invoice numbers stay":      {"invoice/brunel/FA2026000001234567 was paid", "invoice/brunel/FA2026000001234567 was paid"},
		"mail in a query":           {`Post "https://api.example.org/v1?to=jean.dupont%40client.example.fr": EOF`, `Post "https://api.example.org/v1?to=<mail>": EOF`},
		"mail of a bounce address":  {"550 bounces+jean.dupont=40client.example.fr unknown", "550 <mail> unknown"},
		"mail with a quoted name":   {`550 <"jean dupont"@client.example.fr>`, "550 <<mail>>"},
		"telephone":                 {"call 06 12 34 56 78 or +33 6.12.34.56.78", "call <phone> or <phone>"},
		"telephone abroad":          {"0033612345678, +33(0)612345678", "<phone>, <phone>"},
		"ten figures stay":          {"invoice 0612345678 of 2026-11-21 04:05:40", "invoice 0612345678 of 2026-11-21 04:05:40"},
		"amounts and dates stay":    {"0.40 at 01.02.03, 12 34 56 78 90 units", "0.40 at 01.02.03, 12 34 56 78 90 units"},
		"an at sign that is none":   {"12 factures @ 10 €, task@home", "12 factures @ 10 €, task@home"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := telemetry.Redact(row.text); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

type debtor struct{ Email, IBAN string }

type named string

func (n named) String() string { return string(n) }

func (n named) LogValue() slog.Value { return slog.StringValue("hidden " + string(n)) }

func TestLoggerKeepsPersonalDataOutWhateverIsLogged(t *testing.T) {
	t.Parallel()
	for _, terminal := range []bool{true, false} {
		var b bytes.Buffer
		l := telemetry.NewLogger(&b, "debug", terminal)
		l.With("from", mailText).WithGroup("debtor").Info("refused by "+mailText,
			"text", mailText, "error", fmt.Errorf("sending to %s: %w", mailText, errors.New(ibanText)),
			"struct", debtor{mailText, ibanText}, "pointer", &debtor{mailText, ibanText}, "list", []string{mailText},
			"bytes", []byte(ibanText), "valuer", named(mailText), slog.Group("in", "iban", ibanText), "count", 3)
		l.With("component", "temporal").Error("activity failed for "+mailText, "err", errors.New(ibanText))
		if out := b.String(); strings.Contains(out, "dupont") || strings.Contains(out, "3456") {
			t.Errorf("terminal %v: %s", terminal, out)
		} else if !strings.Contains(out, "count") || strings.Count(out, "<mail>")+strings.Count(out, `\u003cmail\u003e`) < 6 {
			t.Errorf("terminal %v lost what is harmless: %s", terminal, out)
		}
	}
}

func TestLoggerWritesTextOrJSONAtItsLevel(t *testing.T) {
	t.Parallel()
	var text, lines bytes.Buffer
	telemetry.NewLogger(&text, "warn", true).Info("hidden")
	telemetry.NewLogger(&text, "warn", true).Warn("shown", "n", 1)
	if got := text.String(); strings.Contains(got, "hidden") || !strings.Contains(got, "level=WARN msg=shown n=1") {
		t.Errorf("text: %s", got)
	}
	l := telemetry.NewLogger(&lines, "nonsense", false)
	l.Debug("hidden")
	l.Info("shown", "n", 1)
	var got map[string]any
	if err := json.Unmarshal(lines.Bytes(), &got); err != nil || got["msg"] != "shown" || got["n"] != 1.0 {
		t.Errorf("JSON: %s, %v", lines.String(), err)
	}
}

// scrape gives the samples of /metrics that begin with a prefix.
func scrape(t *testing.T, h http.Handler, prefix string) (samples []string) {
	t.Helper()
	code, body := get(t, h, "/metrics")
	if code != http.StatusOK {
		t.Fatalf("/metrics: %d %s", code, body)
	}
	for line := range strings.Lines(body) {
		if strings.HasPrefix(line, prefix) {
			samples = append(samples, strings.TrimSpace(line))
		}
	}
	return samples
}

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	b, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(b)
}

func TestTemporalMetricsBecomePrometheus(t *testing.T) {
	t.Parallel()
	r := telemetry.NewRegistry()
	m := telemetry.TemporalMetrics(r)
	tagged := m.WithTags(map[string]string{"namespace": "default", "client_name": "temporal_go", "operation": "none"}).
		WithTags(map[string]string{"operation": "StartWorkflowExecution"})
	tagged.Counter("temporal_request").Inc(2)
	tagged.Counter("temporal_request").Inc(3)
	tagged.Counter("temporal_request").Inc(-5) // ignored: a counter never falls
	m.Counter("temporal_request").Inc(1)       // the same name with fewer tags
	tagged.Gauge("temporal_num_pollers").Update(4)
	tagged.Timer("temporal_request_latency").Record(30 * time.Millisecond)
	h := telemetry.Handler(r)
	full := `activity_type="",failure_reason="",namespace="default",operation="StartWorkflowExecution",poller_type="",status_code="",task_queue="",worker_type="",workflow_type=""`
	bare := `activity_type="",failure_reason="",namespace="",operation="",poller_type="",status_code="",task_queue="",worker_type="",workflow_type=""`
	got := append(scrape(t, h, "temporal_request_total"), scrape(t, h, "temporal_num_pollers")...)
	got = append(got, scrape(t, h, "temporal_request_latency_seconds_sum")...)
	want := []string{
		"temporal_request_total{" + bare + "} 1", "temporal_request_total{" + full + "} 5",
		"temporal_num_pollers{" + full + "} 4", "temporal_request_latency_seconds_sum{" + full + "} 0.03",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTemporalMetricsStayBounded(t *testing.T) {
	t.Parallel()
	r := telemetry.NewRegistry()
	m := telemetry.TemporalMetrics(r)
	var wg sync.WaitGroup
	for i := range 1000 {
		wg.Go(func() {
			m.WithTags(map[string]string{"task_queue": fmt.Sprint("q", i)}).Counter("temporal_poller_start").Inc(1)
		})
	}
	wg.Wait()
	if n := len(scrape(t, telemetry.Handler(r), "temporal_poller_start_total")); n != 101 {
		t.Errorf("%d series", n)
	}
}

func TestSnapshotIsServedAndAbsentWhenItCannotBeRead(t *testing.T) {
	t.Parallel()
	r := telemetry.NewRegistry()
	reads := 0
	err := telemetry.RegisterSnapshot(r, func(context.Context) (telemetry.Snapshot, error) {
		reads++
		return telemetry.Snapshot{Due: 3, Sent: 120, Unknown: 1, NeedsAttention: 2, OldestOverdue: 90 * time.Second, PlatformAge: time.Hour, Outbox: 5, Starts: 7}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	h := telemetry.Handler(r)
	scrape(t, h, "relance_")
	got := scrape(t, h, "relance_")
	var figures []string
	for _, line := range got {
		if !strings.HasPrefix(line, "relance_build_info") {
			figures = append(figures, line)
		}
	}
	want := []string{
		"relance_attention_cases 2", "relance_due_cases 3", "relance_oldest_overdue_seconds 90", "relance_outbox_depth 5", "relance_platform_age_seconds 3600",
		"relance_sent_messages_total 120", "relance_snapshot_up 1", "relance_unknown_messages 1", "relance_waiting_starts 7",
	}
	if diff := cmp.Diff(want, figures); diff != "" {
		t.Error(diff)
	}
	if reads != 1 {
		t.Errorf("%d reads for two looks", reads)
	}

	down := telemetry.NewRegistry()
	if err := telemetry.RegisterSnapshot(down, func(context.Context) (telemetry.Snapshot, error) {
		return telemetry.Snapshot{Due: 9}, errors.New("no database")
	}); err != nil {
		t.Fatal(err)
	}
	h = telemetry.Handler(down)
	if up, due := scrape(t, h, "relance_snapshot_up"), scrape(t, h, "relance_due_cases"); up[0] != "relance_snapshot_up 0" || due != nil {
		t.Errorf("%v, %v", up, due)
	}
}

func TestHandlerTellsLifeFromReadiness(t *testing.T) {
	t.Parallel()
	ok := telemetry.Check{Name: "postgres", Do: func(context.Context) error { return nil }}
	bad := telemetry.Check{Name: "temporal", Do: func(context.Context) error { return errors.New("refused for " + mailText) }}
	for name, row := range map[string]struct {
		checks     []telemetry.Check
		path, body string
		code       int
	}{
		"alive":             {nil, "/healthz", `{"status":"ok"}`, 200},
		"alive, not ready":  {[]telemetry.Check{bad}, "/healthz", `{"status":"ok"}`, 200},
		"ready":             {[]telemetry.Check{ok}, "/readyz", `{"status":"ok","checks":{"postgres":"ok"}}`, 200},
		"one thing missing": {[]telemetry.Check{ok, bad}, "/readyz", `{"status":"failing","checks":{"postgres":"ok","temporal":"refused for \u003cmail\u003e"}}`, 503},
		"no metrics":        {nil, "/metrics", "404 page not found", 404},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, body := get(t, telemetry.Handler(nil, row.checks...), row.path)
			if code != row.code || strings.TrimSpace(body) != row.body {
				t.Errorf("%d %s", code, body)
			}
		})
	}
}
