// Package webhook says how programs of others are told what happens to cases, by
// the rules of Standard Webhooks 1.0.0: a small message with an identity, an
// instant and a signature, sent until it is answered 2xx or three days are over.
//
// It is pure. A message names the case, the number of the event and its kind, and
// holds no personal data; who wants to know more asks the API. Sending is done by
// package deliver, the rows are kept by package postgres/webhooks.
package webhook
