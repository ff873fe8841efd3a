// Package telemetry tells operators what the program does: logs, metrics and
// health, without personal data.
//
// # Logs
//
// NewLogger writes text on a terminal and JSON otherwise. E-mail addresses and
// IBANs are cut out of every message and value, whoever logs them: Redact is
// the last line of defence, not a licence to log a debtor's name.
//
// # Metrics
//
// NewRegistry holds the Go runtime's figures. Add to it:
//
//   - TemporalMetrics, for client.Options.MetricsHandler: the SDK's own
//     figures, temporal_*, with a fixed set of labels whose number of values is
//     bounded;
//   - RegisterSnapshot: relance_*, read from SQL when Prometheus asks.
//
// What to watch: relance_oldest_overdue_seconds above 900 (steps are due and
// nobody acts), relance_attention_cases and relance_unknown_messages above 0
// (a person is needed), relance_outbox_depth growing (Temporal is out of
// reach), temporal_workflow_task_execution_failed_total (new code does not fit
// running cases).
//
// # Health
//
// Handler serves /healthz (the process lives), /readyz (it can work: every
// check passes) and /metrics.
package telemetry
