// Package entrance holds the pages by which people come in, and those of their own
// account: password, second factor, passkeys, the company's directory, one-time
// links, sessions.
//
// A secret is shown once, in the answer to the form that made it, and stands in no
// address. How one signs in is changed only a short while after proving who one is.
package entrance
