// Package wire is what the readers of public services share: a polite way to
// ask. It keeps a pace, waits as long as a refusal asks within bounds, asks again
// for an answer that is cut short or is no JSON, and gives up after some attempts. It
// knows none of the services.
package wire
