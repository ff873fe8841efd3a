// Package bankdesk is the pages of the bank: a file is dropped, then its lines are
// decided one at a time.
package bankdesk
