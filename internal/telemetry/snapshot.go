package telemetry

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"relance/internal/version"
)

// Snapshot is how the book stands at one moment, counted in SQL.
type Snapshot struct {
	Due            int           // cases whose next action is due now
	Sent           int           // messages accepted by a server or carrier, ever
	Unknown        int           // messages whose outcome a person must settle
	NeedsAttention int           // cases that wait for a person
	OldestOverdue  time.Duration // age of the oldest due action; 0 when none is due
	PlatformAge    time.Duration // since the platform's list was last read to its end; 0 when none is asked
	Outbox         int           // signals not delivered to Temporal yet
	Starts         int           // cases not started in Temporal yet
}

const (
	snapshotTimeout = 5 * time.Second
	snapshotFresh   = 10 * time.Second // several scrapers cost one query
)

// snapshotClock is real time: freshness of a cache.
var snapshotClock = time.Now

// NewRegistry holds the Go runtime's and the process's figures and
// relance_build_info.
func NewRegistry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "relance_build_info", Help: "Always 1; version and commit are labels.",
		ConstLabels: prometheus.Labels{"version": version.Release, "commit": version.Commit()}})
	build.Set(1)
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), build)
	return r
}

// RegisterSnapshot serves relance_* from read, which is called when somebody
// looks, at most every ten seconds. While it fails, relance_snapshot_up is 0
// and the other figures are absent, so that nobody takes stale ones for good.
func RegisterSnapshot(r prometheus.Registerer, read func(context.Context) (Snapshot, error)) error {
	return r.Register(&snapshotCollector{read: read})
}

type snapshotCollector struct {
	read func(context.Context) (Snapshot, error)

	mu   sync.Mutex
	at   time.Time
	last Snapshot
	err  error
}

type figure struct {
	desc  *prometheus.Desc
	kind  prometheus.ValueType
	value func(Snapshot) float64
}

func count(n func(Snapshot) int) func(Snapshot) float64 {
	return func(s Snapshot) float64 { return float64(n(s)) }
}

var (
	snapshotUp = describe("relance_snapshot_up", "1 when the figures could be read from SQL.")
	figures    = []figure{
		{describe("relance_due_cases", "Cases whose next action is due now."), prometheus.GaugeValue,
			count(func(s Snapshot) int { return s.Due })},
		{describe("relance_sent_messages_total", "Messages accepted by a mail server or carrier."), prometheus.CounterValue,
			count(func(s Snapshot) int { return s.Sent })},
		{describe("relance_unknown_messages", "Messages whose outcome a person must settle."), prometheus.GaugeValue,
			count(func(s Snapshot) int { return s.Unknown })},
		{describe("relance_attention_cases", "Cases that wait for a person."), prometheus.GaugeValue,
			count(func(s Snapshot) int { return s.NeedsAttention })},
		{describe("relance_oldest_overdue_seconds", "Age of the oldest action that is due and not done."), prometheus.GaugeValue,
			func(s Snapshot) float64 { return s.OldestOverdue.Seconds() }},
		{describe("relance_platform_age_seconds", "Time since the platform's list of lifecycle statuses was read to its end; 0 when none is asked."), prometheus.GaugeValue,
			func(s Snapshot) float64 { return s.PlatformAge.Seconds() }},
		{describe("relance_outbox_depth", "Signals not delivered to Temporal yet."), prometheus.GaugeValue,
			count(func(s Snapshot) int { return s.Outbox })},
		{describe("relance_waiting_starts", "Cases not started in Temporal yet."), prometheus.GaugeValue,
			count(func(s Snapshot) int { return s.Starts })},
	}
)

func describe(name, help string) *prometheus.Desc { return prometheus.NewDesc(name, help, nil, nil) }

// Describe lists the figures.
func (c *snapshotCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- snapshotUp
	for _, f := range figures {
		ch <- f.desc
	}
}

// Collect reads and gives them.
func (c *snapshotCollector) Collect(ch chan<- prometheus.Metric) {
	s, err := c.snapshot()
	if err != nil {
		ch <- prometheus.MustNewConstMetric(snapshotUp, prometheus.GaugeValue, 0)
		return
	}
	ch <- prometheus.MustNewConstMetric(snapshotUp, prometheus.GaugeValue, 1)
	for _, f := range figures {
		ch <- prometheus.MustNewConstMetric(f.desc, f.kind, f.value(s))
	}
}

func (c *snapshotCollector) snapshot() (Snapshot, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := snapshotClock(); c.at.IsZero() || now.Sub(c.at) >= snapshotFresh {
		ctx, cancel := context.WithTimeout(context.Background(), snapshotTimeout)
		defer cancel()
		c.last, c.err = c.read(ctx)
		c.at = now
	}
	return c.last, c.err
}
