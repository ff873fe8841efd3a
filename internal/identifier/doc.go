// Package identifier checks, writes and makes the numbers that name companies,
// bank accounts and payments: SIREN, SIRET, VAT numbers, RIB and IBAN, BIC, the
// RF creditor reference (ISO 11649) and the text of an EPC069-12 payment code.
//
// A check says whether a number is well formed, never whether it exists or
// whose it is. Readers accept what people type (spaces, no-break spaces, dots,
// hyphens, small letters) and give the compact form; a refusal is an [*Error]
// that says what is wrong and how to mend it, in English by Error and in French
// by French.
package identifier
