// Package oauth gets the tokens by which mail servers of Microsoft 365 and
// Google let programs in: for reading by IMAP and for sending by SMTP, since
// both switch passwords off.
//
// Three flows: a code typed on another device (Microsoft), a browser on this
// machine that comes back to a loopback address (both, with PKCE), and the
// application's own credentials (Microsoft, with an administrator's consent; no
// refresh token to lose). The application is always the customer's own
// registration: a program that everybody may install cannot keep a secret.
//
// A refresh token lies in a file that only its owner may read. Where the
// provider gives a new one, it is written down before the token that came with
// it is used.
package oauth
