// Package operate holds the commands that run the program and look after it: up,
// worker, migrate, check, users, tokens, webhooks. It alone of the command line
// reaches the assembly (package app): Open gives the other rooms their use cases.
package operate
