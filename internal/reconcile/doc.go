// Package reconcile decides which invoices a bank entry pays.
//
// It is pure: a bank entry and the few open invoices that could have to do with
// it go in, a Decision comes out. Finding those few is the store's work, by
// index: KeysOf reads from an entry what to look up (references, payer, amount),
// IndexKeys and nameKeys say what to index, Lookups holds what was found for some
// lines and decides over them in turn, for imports and dry runs alike. Book is the
// same index in memory.
// Cost per entry therefore hardly depends on how many invoices are open.
//
// # Evidence, not a score
//
// Four kinds of evidence are weighed, and each one found is a Reason in French:
// the reference (number, joined parts, missing zeros, digits alone, truncated,
// short number, RF reference), the payer (an account learnt from an earlier
// payment, a name without legal form), the amount (balance, sum, less a bank
// fee or discount, plus interest and the 40 € fee) and the date. Score only
// ranks; it is the fixed rank of the kind of evidence, from 0 to 100.
//
// # Automatic only when sure
//
// A decision is Auto in these cases and no others:
//
//   - the text names open invoices of one debtor and the amount is their sum,
//     and the payer is that debtor, or is nobody known to owe the same amount;
//   - it names one invoice, the payer is its debtor, and the amount is lower (a
//     part payment) or higher (the balance is settled, the rest stays open for a
//     person), unless the amount is exactly what another of his invoices says;
//   - the payer's account is learnt, belongs to one debtor, and the amount is
//     the balance of exactly one of his invoices;
//   - the payer is identified, the amount is such a balance, and a short number
//     behind a word such as FACT is the end of that invoice's number.
//
// Contradictions turn Auto into Suggest: an account known as another debtor's,
// references of two debtors, a reference that fits no invoice, another currency,
// a payment before the issue, a second identical payment within days, a payer
// who bears the name of another debtor with open invoices, a number that is
// written like a date when nothing confirms the payer, several equally good
// answers. Oldest-first and combinations that nobody named are
// proposals, never automatic.
//
// # Pausing the chase
//
// Chasing somebody who has paid costs most. HoldReminder asks the caller to
// pause the reminders of the invoices in the suggestions until a person decided.
//
// # Money
//
// All amounts are cents. For a payment, the allocations (principal and
// accessory) and Unallocated add up to the entry; no allocation exceeds what is
// open. Credit notes are items with a negative balance. A book holds the
// invoices of one creditor.
package reconcile
