// Package outbox keeps what Temporal is still to be told: the messages that facts
// wrote in their own transactions, in two queues, and the cases that should have
// acted and did not.
package outbox
