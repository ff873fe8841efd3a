// Package mailbox keeps the mails that come in: bytes, row and cursor in one
// transaction, whose they are, the holds that follow, and what people answered.
// How an answer leaves is [relance/internal/postgres/sending].
package mailbox
