package telemetry

import (
	"maps"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"
)

// temporalLabels are the only tags of the SDK that become labels. Every
// metric has them all: Prometheus wants one set for each name, and an empty
// label is as good as none.
var temporalLabels = []string{
	"namespace", "task_queue", "workflow_type", "activity_type", "operation",
	"status_code", "failure_reason", "poller_type", "worker_type",
}

// labelValues bounds the distinct values of one label; the rest is "other".
const labelValues = 100

// latencyBuckets are seconds, from a local call to a stuck queue.
var latencyBuckets = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600}

// temporalSink holds the metrics that the SDK has asked for so far.
type temporalSink struct {
	registry prometheus.Registerer

	mu       sync.Mutex
	counters map[string]*prometheus.CounterVec
	gauges   map[string]*prometheus.GaugeVec
	timers   map[string]*prometheus.HistogramVec
	seen     map[string]map[string]bool // label → values
}

// temporalHandler is a sink with tags.
type temporalHandler struct {
	sink *temporalSink
	tags map[string]string
}

// TemporalMetrics gives the handler for client.Options.MetricsHandler. Names
// are the SDK's with Prometheus' endings: _total for counters, _seconds for
// times.
func TemporalMetrics(registry prometheus.Registerer) client.MetricsHandler {
	return temporalHandler{sink: &temporalSink{
		registry: registry, counters: map[string]*prometheus.CounterVec{}, gauges: map[string]*prometheus.GaugeVec{},
		timers: map[string]*prometheus.HistogramVec{}, seen: map[string]map[string]bool{},
	}}
}

// WithTags adds tags; equal keys are overwritten.
func (h temporalHandler) WithTags(tags map[string]string) client.MetricsHandler {
	merged := maps.Clone(h.tags)
	if merged == nil {
		merged = map[string]string{}
	}
	maps.Copy(merged, tags)
	return temporalHandler{sink: h.sink, tags: merged}
}

// Counter counts events.
func (h temporalHandler) Counter(name string) client.MetricsCounter {
	opts := prometheus.CounterOpts{Name: name + "_total", Help: "Temporal SDK: " + name}
	vec := obtain(h.sink, h.sink.counters, name, prometheus.NewCounterVec(opts, temporalLabels))
	return counter{vec.WithLabelValues(h.sink.values(h.tags)...)}
}

// Gauge holds a level.
func (h temporalHandler) Gauge(name string) client.MetricsGauge {
	opts := prometheus.GaugeOpts{Name: name, Help: "Temporal SDK: " + name}
	vec := obtain(h.sink, h.sink.gauges, name, prometheus.NewGaugeVec(opts, temporalLabels))
	return gauge{vec.WithLabelValues(h.sink.values(h.tags)...)}
}

// Timer measures durations.
func (h temporalHandler) Timer(name string) client.MetricsTimer {
	opts := prometheus.HistogramOpts{Name: name + "_seconds", Help: "Temporal SDK: " + name, Buckets: latencyBuckets}
	vec := obtain(h.sink, h.sink.timers, name, prometheus.NewHistogramVec(opts, temporalLabels))
	return timer{vec.WithLabelValues(h.sink.values(h.tags)...)}
}

// obtain gives the metric of that name, registering fresh when it is the
// first. One that cannot be registered still works, unseen: metrics must
// never stop a worker.
func obtain[V prometheus.Collector](s *temporalSink, known map[string]V, name string, fresh V) V {
	s.mu.Lock()
	defer s.mu.Unlock()
	if vec, ok := known[name]; ok {
		return vec
	}
	known[name] = fresh
	_ = s.registry.Register(fresh)
	return fresh
}

// values gives the label values in order, bounded.
func (s *temporalSink) values(tags map[string]string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]string, len(temporalLabels))
	for i, label := range temporalLabels {
		value := tags[label]
		if value == "" || value == "none" {
			continue
		}
		seen := s.seen[label]
		if seen == nil {
			seen = map[string]bool{}
			s.seen[label] = seen
		}
		if !seen[value] && len(seen) >= labelValues {
			value = "other"
		} else {
			seen[value] = true
		}
		out[i] = value
	}
	return out
}

type counter struct{ prometheus.Counter }

// Inc adds; the SDK never subtracts.
func (c counter) Inc(n int64) { c.Add(float64(max(n, 0))) }

type gauge struct{ prometheus.Gauge }

// Update sets the level.
func (g gauge) Update(v float64) { g.Set(v) }

type timer struct{ prometheus.Observer }

// Record adds a duration.
func (t timer) Record(d time.Duration) { t.Observe(d.Seconds()) }
