// Package collected works out the reports of money received: lifecycle status 212
// ("encaissée"), which tells the administration what VAT on services has fallen
// due (CGI 290 A). It gives proposals; a person sends them.
//
// A report has one amount for each rate of VAT. Only money that a bank line has
// brought or confirmed counts, and only what of it went to the invoice itself:
// late interest and the fixed fee bear no VAT, so that a report is less than the
// transfer when these were paid too. No source says so in words: an accountant
// should be asked.
//
// uncertain: interest-in-212
//
// A part payment is spread over the rates in proportion to what is left under
// each, to the cent; the last rate takes the rest. Money that comes back (a
// returned debit, a transfer that bounced, a match that a person undid) is
// reported with the opposite sign and the split of the report that it takes back.
//
// What follows from the record alone is proposed; every doubt is an obstacle for
// a person: no breakdown, goods and services on one invoice, a credit note or an
// advance under several rates.
package collected
