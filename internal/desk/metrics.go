package desk

import "time"

// Metrics are the figures an operator watches.
type Metrics struct {
	Open           int64         // cases that are not closed
	Due            int64         // cases that want to act now
	Oldest         time.Duration // how long the longest of them has waited
	NeedsAttention int64         // cases that wait for a person because something failed
	Sent           int64         // messages accepted, ever
	Unknown        int64         // messages whose outcome nobody knows
	Outbox         int64         // what Temporal must still be told
	Starts         int64         // of it: cases to be started
	OutboxOldest   time.Duration // how long the oldest of it has waited (recorded time)
	Tasks          int64         // open tasks
}
