// Package smtp composes notices as e-mails and hands them to a mail server.
//
// # Composing
//
// Compose turns a Mail into bytes. MIME boundaries are random, so a mail is
// composed once, stored, and those exact bytes are what Send transmits, today
// or after a crash.
//
// # Sending
//
// A Sender speaks to one submission server and keeps a few connections. Send
// carries one Envelope through MAIL and RCPT, then calls the caller's hook,
// then DATA. The hook is where a notice is reserved: it runs when the server
// has said that it would take the mail and nothing has been transmitted yet.
//
// # What can have happened
//
// Every send ends in one Verdict:
//
//   - Accepted: the server answered the final dot with 250.
//   - Refused: a 5xx reply; Outcome.Address tells whether the recipient's
//     address is to blame.
//   - Retry: certainly not delivered, and trying again may help (4xx, no
//     connection, TLS or login failure, broken before the final dot).
//   - Unknown: the final dot had begun to leave and no usable reply came. The
//     server may have the mail. Nobody may send it again unasked.
//   - Aborted: the hook said no, or the envelope was wrong.
//
// A broken transfer is never ended politely: QUIT, RSET and even NOOP would
// first write the final dot and so deliver half a mail. The TCP connection is
// dropped instead.
//
// # Privacy
//
// Replies of servers tend to quote the recipient. Reply.Text has addresses
// replaced by <…>, so that it can travel in workflow errors and logs.
package smtp
