// Package interest computes what French law lets a creditor claim for an
// invoice paid late: interest, the fixed fee of 40 €, and how payments are
// imputed. It is pure: dates, sums and rates come in as values, nothing is
// read from a clock, a file or the network, and nothing uses floating point.
//
// It is not legal advice. Where the law leaves a point open the choice made
// is stated beside the code that makes it.
//
// # Regimes
//
//   - b2b (C. com. L441-10 II, D441-5): from the day after the due date,
//     without any reminder, at the European Central Bank's main refinancing
//     rate plus 10 points, re-read on each 1 January and 1 July; 40 € per
//     invoice. A clause may set another rate, never below three times the legal
//     rate. The floor limits clauses only: the default rate stays the default
//     rate even in 2024, when it was below the floor. A clause that repeats the
//     default (ecb+10) is the default.
//   - public (CCP L2192-13, R2192-31 to -36, D2192-35): from the day after the
//     payment delay, at the ECB rate plus 8 points of the half-year in which
//     interest started, frozen; 40 €. The rate is set by regulation: a clause
//     is ignored, with a warning.
//   - b2c (C. civ. 1231-6, 1344-1): from receipt of the formal notice, at the
//     legal rate for "all other cases" (the creditor is a business); no fee. A
//     penalty clause is not applied (C. conso. L212-1, C. civ. 1231-5), with a
//     warning.
//   - non_professional: as b2c, out of caution, for debtors that are neither
//     consumers nor clearly traders.
//
// # Counting
//
// The base is the sum including VAT still unpaid. A day d bears interest when
// start < d ≤ end. The start is the due date, or in b2c the later of the due
// date and the receipt of the notice. The end is the day the funds arrive (that
// day counts on the sum it pays), the statement day, or the day before an
// opening judgment. Payments and credit notes alike lower the base from the day
// after their date; a returned payment raises it again from the day after its
// own, so that no interest runs for the days on which the money was there. A year has 365 days, in leap years too. The interest of an
// invoice is rounded once, half up; the periods shown are rounded so that they
// add up to it (largest remainder). Interest bears no interest.
//
// Rates are data, see [Rates]: a half-year that is not in the table is an
// [UnknownRateError], never a guess.
package interest
