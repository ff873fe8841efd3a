// Package cases holds the commands about one case: show and list it, tell it a
// fact, decide about a step, and what people are asked to do.
package cases
