// Package people knows who may sign in, and how they prove it: passwords,
// one-time codes of an authenticator, recovery codes, one-time links, sessions
// and the tokens of programs.
//
// It is pure: the time and the source of randomness are passed in, and what is
// secret leaves it only once, to be shown to its owner. What is stored is a
// hash: of tokens, links and sessions SHA-256, since they are random and long;
// of passwords argon2id, since they are not.
package people
