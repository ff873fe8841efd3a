// Package staff holds the use cases about the people and programs that may use
// relance: users, their roles and sessions, tokens, the audit (Accounts), and the
// way in (SignIn). It is a room of the back office and keeps its rules: the
// outside is seen through interfaces of at most three methods, and every use case
// asks package access whether the actor may.
package staff
