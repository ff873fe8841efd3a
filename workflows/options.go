package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"relance/internal/dunning"
)

// recordOptions are for the database: quick, and tried until it is back. What
// a lost worker had begun is begun again after 20 s: a record is written once,
// however often it is tried.
func recordOptions(summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue:           TaskQueueDunning,
		StartToCloseTimeout: 20 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second}, // doubling, up to 100 s
		Summary:             summary,
	}
}

// sendOptions ride out a mail outage of three days. One attempt may take as
// long as the slowest server is given, and a lost worker shows within 30 s.
func sendOptions(queue, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue:              queue,
		StartToCloseTimeout:    12 * time.Minute,
		ScheduleToCloseTimeout: 72 * time.Hour,
		HeartbeatTimeout:       30 * time.Second,
		WaitForCancellation:    true,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: 10 * time.Second}, // doubling, up to 16 min 40 s
		Summary:                summary,
	}
}

// queueOf gives the task queue and the activity of a channel.
func queueOf(ch dunning.Channel) string {
	if ch == dunning.Letter || ch == dunning.RegisteredLetter {
		return TaskQueueLetters
	}
	return TaskQueueMail
}
