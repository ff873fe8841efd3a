// Package letterdesk is the pages of letters that wait for a person's agreement: the
// list with what the year's letters cost, and each letter as it would leave.
package letterdesk
