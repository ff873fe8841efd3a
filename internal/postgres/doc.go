// Package postgres keeps the facts: creditors, debtors, invoices, payments,
// cases with their events, messages with their bytes, and what Temporal must
// still be told.
//
// # A case is its events
//
// cases.body is cases.origin with all rows of events applied in order. An event
// is recorded in one transaction: the case's row is locked, a repeat (same
// event id) is recognised, the fact's own rows are written (a payment, a credit
// note …), the event gets its sequence number, the absolute balance and its
// instants ([dunning.Complete]), [dunning.Apply] gives the new body, and the
// event is appended to the log, chained by SHA-256 to the one before it. A
// trigger refuses every change of the log; [Store.VerifyChain] proves that
// nobody went round it.
//
// # Two copies, one truth
//
// The workflow of a case holds a copy of the body. Every method that records
// takes the version the caller knows and gives back all later events, in order;
// applying them brings the copy up to date. Other writers set Notify: the
// workflow then hears of the fact through the outbox, written in the same
// transaction. A fact counts from its commit, whatever has been heard.
//
// # Rooms
//
// What belongs together has a package of its own below this one and records
// through it: a transaction ([Store.Do]) locks cases ([Tx.Lock], [Tx.LockAll],
// [Tx.LockNewest]), appends events ([Tx.Append]) and writes them ([Tx.Flush]).
// banking takes bank files in, sending is the send protocol, mailbox keeps what
// comes back, gazette the official notices, outbox what Temporal is to be told,
// alarms what runs out of time, accounts people and the audit, portal debtors'
// pages, webhooks who is told; views reads for pages, query asks.
//
// # Locks
//
// Whoever locks more than one case takes the debtor's advisory lock first and
// then the cases in the order of their ids; a bank import takes the locks of all
// debtors whose invoices it settles, in the order of their ids, before the first
// case. Recording a fact locks one case.
// Transactions that PostgreSQL gives up for a deadlock are tried again.
//
// # Times
//
// Case times come with the calls. Recorded times come from [Store.Now]. Both
// are stored as UTC; amounts are cents (bigint); civil dates are dates.
package postgres
