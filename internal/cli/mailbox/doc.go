// Package mailbox holds the commands about mails that come back: what they are and
// say, whose they are, what is answered.
package mailbox
