// Package lmtp takes mails from the mail server of the same machine (RFC 2033):
// a transport of Postfix or Exim that leads the answers' address here. A mail is
// accepted when it is on record with what follows from it, never before: until
// then the server keeps it in its queue and brings it again.
package lmtp
