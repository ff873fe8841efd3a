// Package monthend keeps the figures of months that are over: each once, and never
// changed.
package monthend
