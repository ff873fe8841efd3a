// Package imap reads a mailbox: the new mails of its folders, each with its
// bytes, in the order in which they came. It changes nothing there: folders are
// opened read-only and mails are fetched so that none counts as read.
//
// The mailbox is never a queue. What was read is known by a cursor (UIDVALIDITY
// and the last UID), which the store moves in the transaction that keeps the
// mail; when the server numbers anew, the last days are read again and the
// store recognises what it has.
//
// The library waits for ever when a connection dies without a word. Every read
// therefore has a deadline of its own; after an error the connection is closed
// and never used again. A server that announces new mail (IDLE) wakes the
// reader sooner; a plain look every few minutes does not depend on it.
package imap
