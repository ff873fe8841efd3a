// Package postage holds what becomes of letters that are ordered: where each one is and
// what proves it, what it costs by which price list, and what of an order must survive
// a crash. It is pure.
package postage
