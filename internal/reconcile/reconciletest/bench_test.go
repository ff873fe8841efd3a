package reconciletest_test

import (
	"testing"

	"relance/internal/reconcile"
	"relance/internal/reconcile/reconciletest"
)

// BenchmarkYears plays twelve simulated years of 10,000 lines against the
// engine and against the two matchers that simple rules come down to, and prints
// the table of docs/bank.md. Its metrics are the engine's.
func BenchmarkYears(b *testing.B) {
	matchers := []struct {
		name string
		make func() reconciletest.Matcher
	}{
		{"relance", func() reconciletest.Matcher { return reconcile.NewItemIndex(reconcile.DefaultPolicy()) }},
		{"amount, oldest first", func() reconciletest.Matcher { return byAmount() }},
		{"digits in the text", func() reconciletest.Matcher { return bySubstring() }},
	}
	var sums []reconciletest.Metrics
	for b.Loop() {
		sums = make([]reconciletest.Metrics, len(matchers))
		for seed := range uint64(12) {
			for i, m := range matchers {
				w := reconciletest.Year(seed+1, 300, 6000, 10000)
				sums[i] = reconciletest.Sum(sums[i], reconciletest.Measure(w, m.make()))
			}
		}
	}
	b.Log(reconciletest.Head)
	for i, m := range matchers {
		b.Log(sums[i].Row(m.name))
	}
	engine := sums[0]
	b.ReportMetric(float64(engine.Wrong), "wrong")
	b.ReportMetric(100*float64(engine.Auto)/float64(engine.Paying), "%-auto")
	b.ReportMetric(100*float64(engine.FirstThree)/float64(engine.Paying), "%-first-three")
}
