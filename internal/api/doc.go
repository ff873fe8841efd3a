// Package api is the door for programs: JSON over HTTP under /api/v1.
//
// A request carries the token of a program, which has a role for one creditor or
// for all. Each operation reads the request, calls one use case of the back
// office and words its answer; errors are problem documents (RFC 9457) with the
// product's codes and hints. A write carries an Idempotency-Key, so that one that
// is sent twice counts once, and may carry the version of the case that its
// author saw (If-Match).
//
// The operations are written in code; docs/openapi.yaml is made from them and
// kept as a golden file, so that a change of the contract is seen.
package api
