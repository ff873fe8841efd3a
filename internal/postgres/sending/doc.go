// Package sending is the send protocol: who may send which notice, once.
//
// [Store.Reserve] takes the notices of a debtor that are due together for one
// message, [Store.SaveRendered] keeps its exact bytes, [Store.HandOver] re-checks
// every case under lock at the last moment, [Store.Finish] records what became of
// it. A notice holds (case, step) for one message; a hand-over whose end nobody
// saw is never repeated, a person is asked.
//
// The files read in this order: reserve, blocked, group, notice, render,
// handover, finish. Answers to mails (answer.go) and letters (letter_*.go) leave
// by the same rule. The rows of messages are locked and settled by
// [relance/internal/postgres], which everybody who settles one needs.
package sending
