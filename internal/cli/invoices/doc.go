// Package invoices holds the commands about invoices and their lifecycle
// statuses: show what files say, take them in.
package invoices
