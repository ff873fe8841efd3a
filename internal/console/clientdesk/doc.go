// Package clientdesk is the pages of what debtors said on their own pages, and of the
// links that lead there.
package clientdesk
