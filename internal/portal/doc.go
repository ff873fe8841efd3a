// Package portal is the door of debtors: their own pages on the public listener,
// in French or English, which work without script.
//
// A page is reached by the link of a mail. GET and HEAD change nothing, ever:
// mail filters follow every link before their reader does, and some run scripts.
// Whatever a debtor says is typed on a form, shown again on a second page with
// what it will do, and recorded when that page is confirmed.
//
// A link that is unknown, foreign, expired or revoked has one answer. The token
// stands in the path alone: pages send no referrer, nothing is cached, and logs
// carry the pattern of a route, never its path.
package portal
