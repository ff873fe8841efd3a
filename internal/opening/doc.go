// Package opening decides what opens a case: what an invoice must have to be
// chased, what an import of a known one would change, and how the next cycle of a
// case begins that was over.
package opening
