// Package office is the pages of what stands behind the daily work: plans, imports,
// settings, users and the journal.
package office
