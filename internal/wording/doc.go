// Package wording is the language in which people write the texts of notices: a
// text with variables and conditions in double braces, and nothing that can be
// called.
//
//	{{somme demandée}}              the value of a variable
//	{{la facture|les factures}}     one of two wordings, by the number of invoices
//	{{si téléphone}} … {{fin}}      only when the variable has a value
//	{{si pas papier}} … {{sinon si professionnel et intérêts}} … {{sinon}} … {{fin}}
//
// The names come from a Vocabulary; case, accents and the width of blanks do not
// matter in them. A condition joins names with "et" or with "ou", each of which
// "pas" may turn round. There are no loops, no calls, no access to anything that
// the vocabulary does not hold, and a text is bounded in length, in tags and in
// depth: reading and executing one takes a time that its length bounds.
//
// Parse tells all that is wrong at once, each with its line and column.
package wording
