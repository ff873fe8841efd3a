// Package company compares a debtor on record with what a register of companies
// says of him.
//
// A register fills blanks and raises differences; it never overwrites (see
// [Compare]). A company that has ceased, or whose seat is closed or elsewhere,
// stops formal steps until a person has looked: a formal notice to an old seat
// proves nothing. What a company has hidden at its request is never used.
//
// Ceased is neither struck off nor insolvent: the company may still owe. Nobody
// that is absent from a register is thereby known not to exist: some may not be
// shown.
package company
