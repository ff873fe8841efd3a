// Package lifecycle says what the lifecycle statuses of an electronic invoice
// mean for the chase. Package status reads the messages; here they act.
//
// A status is evidence, sent by somebody. It acts only on an exact key (number,
// year of the invoice, SIREN of the seller) and, where it speaks for the debtor,
// only when the debtor himself issued it. Everything else is kept, shown, and
// changes nothing.
//
// Messages come late, twice and out of order. So what a case has to observe is
// a function of all statuses on record, in the order of their own times
// (MDT-78): see [Wants]. The same statuses in any order of arrival give the same
// wants. The code MDT-105 decides; labels and the code MDT-88 never do.
//
// Nothing here is money: "payment sent" (211) is a promise with a date. Whether
// 205 "approved" acknowledges the debt (C. civ. 2240) is unsettled, so that it
// never restarts limitation. Message times have no zone; they are taken as those
// of Paris, and only their order counts.
package lifecycle
