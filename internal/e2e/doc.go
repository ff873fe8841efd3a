// Package e2e plays whole cases on real servers: PostgreSQL, Temporal with its
// time skipping, and an SMTP server in the test process. It holds tests only.
//
// The servers are started once for the package. The worker runs in the test
// process, or, where it must be killed, in a process of its own: the test
// binary started again.
package e2e
